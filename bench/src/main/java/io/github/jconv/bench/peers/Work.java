package io.github.jconv.bench.peers;

import io.github.jconv.bench.workload.Layer;

/** What all contenders compute: a layer, a gradient of one, or the product of two square matrices. */
public sealed interface Work {

    /**
     * A convolution with bias.
     *
     * @param layer its shape
     */
    record Conv(Layer layer) implements Work {
        @Override
        public String text() {
            return CONV + layer.toLine();
        }

        @Override
        public double macs() {
            return layer.macs();
        }
    }

    /**
     * {@code C = A B} in float32.
     *
     * @param n rows and columns of each
     */
    record Gemm(int n) implements Work {
        @Override
        public String text() {
            return GEMM + n;
        }

        @Override
        public double macs() {
            return (double) n * n * n;
        }
    }

    /**
     * The gradient of a convolution.
     *
     * @param by by what
     * @param layer the convolution's shape
     */
    record Gradient(GradientData.By by, Layer layer) implements Work {
        @Override
        public String text() {
            return GRADIENT + by + ":" + layer.toLine();
        }

        @Override
        public double macs() {
            return layer.macs();
        }
    }

    /** What a gradient's text begins with. */
    String GRADIENT = "gradient:";

    /** What a convolution's text begins with. */
    String CONV = "conv:";

    /** What a multiplication's text begins with. */
    String GEMM = "gemm:";

    /**
     * The work in one line without tabs.
     *
     * @return what {@link #parse} reads
     */
    String text();

    /**
     * Multiply-adds of one run.
     *
     * @return their number
     */
    double macs();

    /**
     * Reads a line.
     *
     * @param text of {@link #text}
     * @return the work
     * @throws IllegalArgumentException if it is none
     */
    static Work parse(String text) {
        if (text.startsWith(CONV)) {
            return new Conv(Layer.parse(text.substring(CONV.length())));
        }
        if (text.startsWith(GRADIENT)) {
            String[] words = text.split(":", 3);
            return new Gradient(GradientData.By.valueOf(words[1]), Layer.parse(words[2]));
        }
        if (text.startsWith(GEMM)) {
            return new Gemm(Integer.parseInt(text.substring(GEMM.length())));
        }
        throw new IllegalArgumentException("work is none of " + CONV + ", " + GRADIENT + " and " + GEMM + ": " + text);
    }
}
