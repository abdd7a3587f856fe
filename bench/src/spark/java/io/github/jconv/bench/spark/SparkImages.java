package io.github.jconv.bench.spark;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Filters a set of images with Spark and checks that the bits are those of a local run.
 *
 * <pre>
 * spark-submit --class io.github.jconv.bench.spark.SparkImages --jars conv-core.jar,conv-simd.jar bench-spark.jar 10000 64
 * </pre>
 *
 * spark-submit itself gives executors the incubator module that the vector kernels need.
 */
public final class SparkImages {

    private static final int SIDE = 64;

    private SparkImages() {}

    /**
     * A layer over many images.
     *
     * @param images each of the layer's shape, channels first
     * @param layer sent once to each executor
     * @return the results, in the images' order
     */
    public static JavaRDD<float[]> convolve(JavaRDD<float[]> images, Broadcast<Layer> layer) {
        return images.mapPartitions(part -> results(part, layer.value()));
    }

    /** One image at a time, so that a partition need not fit into memory. */
    private static Iterator<float[]> results(Iterator<float[]> images, Layer layer) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return images.hasNext();
            }

            @Override
            public float[] next() {
                return run(layer, images.next());
            }
        };
    }

    /**
     * A layer over one image, here.
     *
     * @param layer the layer
     * @param image of its shape
     * @return the result
     */
    public static float[] run(Layer layer, float[] image) {
        float[] y = new float[layer.plan().dstShape().elements()];
        layer.plan().run(image, y);
        return y;
    }

    /**
     * An image that is nobody's.
     *
     * @param layer whose input it is
     * @param seed which one
     * @return the image
     */
    public static float[] image(Layer layer, long seed) {
        return random(layer.in() * layer.h() * layer.w(), seed);
    }

    private static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    /**
     * A layer of 3x3 windows over images of three colours.
     *
     * @return the layer
     */
    public static Layer exampleLayer() {
        return new Layer(3, 16, 3, 1, SIDE, SIDE, random(16 * 3 * 9, 1), random(16, 2));
    }

    /**
     * The command line.
     *
     * @param args how many images, and into how many partitions
     */
    public static void main(String[] args) {
        long count = Long.parseLong(args[0]);
        int partitions = Integer.parseInt(args[1]);
        SparkConf conf = new SparkConf().setAppName("JConv images").setIfMissing("spark.master", "local[*]");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            Layer layer = exampleLayer();
            Broadcast<Layer> sent = spark.broadcast(layer);
            List<Long> seeds = LongStream.range(0, count).boxed().toList();
            JavaRDD<float[]> images = spark.parallelize(seeds, partitions).map(seed -> image(sent.value(), seed));
            long start = System.nanoTime();
            long there = convolve(images, sent).map(SparkImages::hash).reduce(Long::sum);
            double seconds = (System.nanoTime() - start) * 1e-9;
            long here = seeds.stream()
                    .mapToLong(seed -> hash(run(layer, image(layer, seed))))
                    .sum();
            System.out.printf(
                    "%d images in %.1f s: %s%n", count, seconds, layer.plan().describe());
            if (there != here) {
                throw new IllegalStateException("the bits differ from the local run's");
            }
            System.out.println("the same bits as the local run");
        }
    }

    /** All bits of a result in one number; the sum over many does not depend on their order. */
    private static long hash(float[] values) {
        long hash = 1;
        for (float value : values) {
            hash = hash * 1_000_003 + Float.floatToRawIntBits(value);
        }
        return hash;
    }
}
