package io.github.jconv.bench.peers.libraries;

import dev.ludovic.netlib.blas.JavaBLAS;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.peers.GemmData;
import io.github.jconv.bench.peers.Peer;

/** netlib's BLAS in Java: VectorBLAS where the incubator module is there. */
public final class Netlib implements Peer {

    private final JavaBLAS blas = JavaBLAS.getInstance();

    /** Made by its name in the worker's process. */
    public Netlib() {}

    @Override
    public String about() {
        return blas.getClass().getSimpleName() + ", 1 thread";
    }

    @Override
    public Task conv(String variant, ConvData data) {
        throw new UnsupportedOperationException("multiplies matrices only");
    }

    @Override
    public Task gemm(String variant, GemmData data) {
        int n = data.n();
        float[] c = new float[n * n];
        return new Task() {
            @Override
            public String detail() {
                return blas.getClass().getSimpleName();
            }

            @Override
            public void run() {
                // BLAS counts by columns, we by rows: the transposed product is B^T A^T.
                blas.sgemm("N", "N", n, n, n, 1f, data.b(), n, data.a(), n, 0f, c, n);
            }

            @Override
            public float[] output() {
                return c;
            }

            @Override
            public void close() {}
        };
    }
}
