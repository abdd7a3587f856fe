package io.github.jconv.bench.peers;

import io.github.jconv.bench.workload.Layer;

/** What all contenders compute: a layer, or the product of two square matrices. */
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
     * @throws IllegalArgumentException if it is neither
     */
    static Work parse(String text) {
        if (text.startsWith(CONV)) {
            return new Conv(Layer.parse(text.substring(CONV.length())));
        }
        if (text.startsWith(GEMM)) {
            return new Gemm(Integer.parseInt(text.substring(GEMM.length())));
        }
        throw new IllegalArgumentException("work is neither " + CONV + " nor " + GEMM + ": " + text);
    }
}
