package io.github.jconv.bench.peers;

/** A library, as one worker process runs it. */
public interface Peer {

    /** Work made ready: weights packed, memory filled. */
    interface Task extends AutoCloseable {

        /**
         * What the library chose, in its own words.
         *
         * @return one line
         */
        String detail();

        /** Computes the output: what is timed. */
        void run();

        /**
         * The output of the last run.
         *
         * @return N K H W in that order for a convolution, rows for a product; of a gradient N C H W or K C R S,
         *     of a pooling N C H W
         */
        float[] output();

        /** Frees the memory. */
        @Override
        void close();
    }

    /**
     * The library's version and settings.
     *
     * @return one line
     */
    String about();

    /**
     * Makes a convolution ready.
     *
     * @param variant which of the library's ways, such as a layout
     * @param data the operands
     * @return the task
     * @throws UnsupportedOperationException with the reason, if the library cannot
     */
    default Task conv(String variant, ConvData data) {
        throw new UnsupportedOperationException("it is not asked to convolve");
    }

    /**
     * Makes a gradient ready; what its output is follows from the data.
     *
     * @param variant which of the library's ways, such as a layout
     * @param data the operands
     * @return the task
     * @throws UnsupportedOperationException with the reason, if the library cannot
     */
    default Task gradient(String variant, GradientData data) {
        throw new UnsupportedOperationException("it has no gradients");
    }

    /**
     * Makes a multiplication ready.
     *
     * @param variant which of the library's ways
     * @param data the operands
     * @return the task
     * @throws UnsupportedOperationException with the reason, if the library cannot
     */
    default Task gemm(String variant, GemmData data) {
        throw new UnsupportedOperationException("it is not asked to multiply matrices");
    }

    /**
     * Makes a pooling ready.
     *
     * @param variant which of the library's ways, such as a layout
     * @param data the operands
     * @return the task
     * @throws UnsupportedOperationException with the reason, if the library cannot
     */
    default Task pool(String variant, PoolData data) {
        throw new UnsupportedOperationException("it is not asked to pool");
    }

    /**
     * Makes a filter over a plane ready.
     *
     * @param variant which of the library's ways
     * @param data the operands
     * @return the task
     * @throws UnsupportedOperationException with the reason, if the library cannot
     */
    default Task plane(String variant, PlaneData data) {
        throw new UnsupportedOperationException("it is not asked to filter planes");
    }
}
