package io.github.jconv.bench.peers;

import io.github.jconv.DType;
import io.github.jconv.Pool2d;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Layer;
import java.util.List;

/** What all contenders compute: a layer, a gradient of one, a pooling, a filter, or the product of two square matrices. */
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
     * {@code C = A B}.
     *
     * @param type of the elements
     * @param n rows and columns of each
     */
    record Gemm(DType type, int n) implements Work {
        @Override
        public String text() {
            return GEMM + type + ":" + n;
        }

        /**
         * The field's name of it.
         *
         * @return sgemm or dgemm
         */
        public String name() {
            return type == DType.FLOAT32 ? "sgemm" : "dgemm";
        }

        @Override
        public DType type() {
            return type;
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

    /**
     * A pooling.
     *
     * @param name of the case, one of {@link Works#POOLINGS}
     * @param pool how
     * @param src the input's shape, NCHW
     */
    record Pool(String name, Pool2d pool, Shape src) implements Work {
        @Override
        public String text() {
            return POOL + name;
        }

        /** An addition or comparison, half a multiply-add, for each element of each window. */
        @Override
        public double macs() {
            return pool.problem(src, DType.FLOAT32, false).taps() / 2.0;
        }

        @Override
        public double bytes() {
            return Float.BYTES
                    * ((double) src.elements() + pool.outputShape(src).elements());
        }
    }

    /**
     * A filter over a plane.
     *
     * @param size rows and columns of the plane
     * @param k rows and columns of the filter
     */
    record Plane(int size, int k) implements Work {
        @Override
        public String text() {
            return PLANE + size + ":" + k;
        }

        @Override
        public double macs() {
            return (double) size * size * k * k;
        }

        @Override
        public double bytes() {
            return 2.0 * Float.BYTES * size * size;
        }
    }

    /** What a pooling's text begins with. */
    String POOL = "pool:";

    /** What a filter's text begins with. */
    String PLANE = "plane:";

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
     * What it computes with.
     *
     * @return float32, for all but products of matrices
     */
    default DType type() {
        return DType.FLOAT32;
    }

    /**
     * What must be read and written at the least, for work that waits for memory.
     *
     * @return bytes of one run; 0 for work that is bound by its multiply-adds
     */
    default double bytes() {
        return 0;
    }

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
            String[] words = text.split(":", 3);
            return new Gemm(DType.valueOf(words[1]), Integer.parseInt(words[2]));
        }
        if (text.startsWith(PLANE)) {
            String[] words = text.split(":", 3);
            return new Plane(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }
        for (Pool pool : Works.POOLINGS) {
            if (pool.text().equals(text)) {
                return pool;
            }
        }
        throw new IllegalArgumentException(
                "work is none of " + List.of(CONV, GRADIENT, GEMM, PLANE) + " and " + POOL + "'s: " + text);
    }
}
