package io.github.jconv.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

/** Spark in this virtual machine, two tasks at a time. */
class SparkImagesTest {

    private static final int IMAGES = 60;
    private static final int PARTITIONS = 7;

    @Test
    void theBitsAreThoseOfALocalRunAndThereIsOnePlan() {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1");
        Layer layer = SparkImages.exampleLayer();
        List<Long> seeds = LongStream.range(0, IMAGES).boxed().toList();
        List<float[]> results;
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            Broadcast<Layer> sent = spark.broadcast(layer);
            JavaRDD<float[]> images =
                    spark.parallelize(seeds, PARTITIONS).map(seed -> SparkImages.image(sent.value(), seed));
            results = SparkImages.convolve(images, sent).collect();
        }
        assertThat(Layer.plansHere()).as("plans for %s tasks", PARTITIONS).isEqualTo(1);
        assertThat(layer.plan().describe()).contains("jobs=1 ");
        assertThat(results).hasSize(IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            assertThat(bits(results.get(i))).isEqualTo(bits(SparkImages.run(layer, SparkImages.image(layer, i))));
        }
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
        Layer layer = SparkImages.exampleLayer();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(layer);
        }
        int numbers = Float.BYTES * (layer.weights().length + layer.bias().length);
        assertThat(bytes.size()).isBetween(numbers, numbers + 500);
    }
}
