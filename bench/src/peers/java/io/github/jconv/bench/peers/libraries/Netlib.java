package io.github.jconv.bench.peers.libraries;

import dev.ludovic.netlib.blas.JavaBLAS;
import io.github.jconv.DType;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.peers.GemmData;
import io.github.jconv.bench.peers.Peer;
import io.github.jconv.bench.workload.Tensors;
import java.util.function.Supplier;

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
        // BLAS counts by columns, we by rows: the transposed product is B^T A^T.
        int n = data.n();
        if (data.type() == DType.FLOAT64) {
            double[] a = Tensors.widen(data.a());
            double[] b = Tensors.widen(data.b());
            double[] c = new double[n * n];
            return task(() -> blas.dgemm("N", "N", n, n, n, 1, b, n, a, n, 0, c, n), () -> GemmData.floats(c));
        }
        float[] c = new float[n * n];
        return task(() -> blas.sgemm("N", "N", n, n, n, 1f, data.b(), n, data.a(), n, 0f, c, n), () -> c);
    }

    private Task task(Runnable run, Supplier<float[]> output) {
        return new Task() {
            @Override
            public String detail() {
                return blas.getClass().getSimpleName();
            }

            @Override
            public void run() {
                run.run();
            }

            @Override
            public float[] output() {
                return output.get();
            }

            @Override
            public void close() {}
        };
    }
}
