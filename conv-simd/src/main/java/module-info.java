/** Convolution and matrix multiplication on the Vector API. */
module io.github.jconv.simd {
    requires io.github.jconv.core;
    requires jdk.incubator.vector;

    provides io.github.jconv.spi.Provider with
            io.github.jconv.simd.SimdProvider;
}
