package io.github.jconv.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

/** The same images here, by tasks of this virtual machine, and by executors with virtual machines of their own. */
class SparkImagesTest {

    private static final int IMAGES = 60;
    private static final int PARTITIONS = 7;
    private static final Layer LAYER = SparkImages.exampleLayer();

    /** Who ran a task, the plans it had made by the end of it, and what its plan says of itself. */
    private record Ran(long process, int plans, String plan) implements Serializable {}

    @Test
    void twoTasksAtATimeShareAPlan() {
        Set<Long> processes = run(conf("local[2]"));
        assertThat(processes).containsExactly(ProcessHandle.current().pid());
    }

    /** What spark-submit sets: here there is no Spark but the jars that this test has on its class path. */
    @Test
    void eachOfTwoExecutorsMakesItsOwn() throws IOException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        Set<Long> processes = run(conf("local-cluster[2,1,1024]")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
                .set("spark.locality.wait", "0")
                .set("spark.scheduler.minRegisteredResourcesRatio", "1")); // else the first executor may do all
        assertThat(processes).hasSize(2).doesNotContain(ProcessHandle.current().pid());
    }

    private static SparkConf conf(String master) {
        return new SparkConf()
                .setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1");
    }

    /** Convolves all images and holds every bit to a run without Spark; the processes that did it. */
    private static Set<Long> run(SparkConf conf) {
        List<Long> seeds = LongStream.range(0, IMAGES).boxed().toList();
        List<float[]> results;
        List<Ran> tasks;
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            Broadcast<Layer> sent = spark.broadcast(LAYER);
            JavaRDD<float[]> images =
                    spark.parallelize(seeds, PARTITIONS).map(seed -> SparkImages.image(sent.value(), seed));
            JavaRDD<float[]> convolved = SparkImages.convolve(images, sent);
            results = convolved.collect();
            tasks = convolved
                    .mapPartitions(part -> {
                        part.forEachRemaining(result -> {});
                        return List.of(new Ran(
                                        ProcessHandle.current().pid(),
                                        Layer.plansHere(),
                                        sent.value().plan().describe()))
                                .iterator();
                    })
                    .collect();
        }
        assertThat(results).hasSize(IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            assertThat(bits(results.get(i))).isEqualTo(bits(SparkImages.run(LAYER, SparkImages.image(LAYER, i))));
        }
        assertThat(tasks).hasSize(PARTITIONS);
        Set<Long> processes = new TreeSet<>();
        for (Ran task : tasks) {
            assertThat(task.plans()).as("plans of process %s", task.process()).isEqualTo(1);
            assertThat(task.plan()).isEqualTo(LAYER.plan().describe()).contains("jobs=1 ");
            processes.add(task.process());
        }
        return processes;
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void whatTravelsIsTheWeightsAndAFewNumbers() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(LAYER);
        }
        int numbers = Float.BYTES * (LAYER.weights().length + LAYER.bias().length);
        assertThat(bytes.size()).isBetween(numbers, numbers + 500);
    }
}
