package io.github.jconv.bench.peers.libraries;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.OPENBLAS_VERSION;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.github.jconv.DType;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.peers.GemmData;
import io.github.jconv.bench.peers.Peer;
import io.github.jconv.bench.workload.Tensors;
import java.lang.foreign.Arena;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

/** OpenBLAS, which packs both matrices in each call. */
public final class OpenBlas implements Peer {

    /** Made by its name in the worker's process. */
    public OpenBlas() {
        Loader.load(org.bytedeco.openblas.global.openblas_nolapack.class);
    }

    @Override
    public String about() {
        String core = System.getenv("OPENBLAS_CORETYPE");
        return OPENBLAS_VERSION.strip() + ", core type " + (core == null ? "its own choice" : core) + ", threads "
                + System.getenv("OPENBLAS_NUM_THREADS");
    }

    @Override
    public Task conv(String variant, ConvData data) {
        throw new UnsupportedOperationException("multiplies matrices only");
    }

    @Override
    public Task gemm(String variant, GemmData data) {
        return data.type() == DType.FLOAT32 ? sgemm(data) : dgemm(data);
    }

    private static Task dgemm(GemmData data) {
        int n = data.n();
        Arena arena = Arena.ofShared();
        DoublePointer a = new DoublePointer(Memory.of(arena, Tensors.widen(data.a())));
        DoublePointer b = new DoublePointer(Memory.of(arena, Tensors.widen(data.b())));
        DoubleBuffer product = Memory.of(arena, new double[n * n]);
        DoublePointer c = new DoublePointer(product);
        return task(
                "cblas_dgemm",
                () -> cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n),
                () -> {
                    double[] values = new double[n * n];
                    product.get(0, values);
                    return GemmData.floats(values);
                },
                arena);
    }

    private static Task sgemm(GemmData data) {
        int n = data.n();
        Arena arena = Arena.ofShared();
        FloatPointer a = new FloatPointer(Memory.of(arena, data.a()));
        FloatPointer b = new FloatPointer(Memory.of(arena, data.b()));
        FloatBuffer product = Memory.zeros(arena, (long) n * n * Float.BYTES);
        FloatPointer c = new FloatPointer(product);
        return task(
                "cblas_sgemm",
                () -> cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1f, a, n, b, n, 0f, c, n),
                () -> Memory.read(product, n * n),
                arena);
    }

    private static Task task(String routine, Runnable run, Supplier<float[]> output, Arena arena) {
        return new Task() {
            @Override
            public String detail() {
                return routine + ", packs both operands in each call";
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
            public void close() {
                arena.close();
            }
        };
    }
}
