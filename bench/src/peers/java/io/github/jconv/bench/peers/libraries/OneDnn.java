package io.github.jconv.bench.peers.libraries;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ab;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcde;
import static org.bytedeco.dnnl.global.dnnl.dnnl_acdb;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.peers.GemmData;
import io.github.jconv.bench.peers.GradientData;
import io.github.jconv.bench.peers.Peer;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;

/**
 * oneDNN. Weights are always in the order it likes best, and put there before timing; a convolution's input and output
 * are in that order too ({@code blocked}), or in the user's.
 */
public final class OneDnn implements Peer {

    /** Made by its name in the worker's process. */
    public OneDnn() {
        Dnnl.load();
    }

    @Override
    public String about() {
        var version = dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch() + ", isa 0x"
                + Integer.toHexString(dnnl_get_effective_cpu_isa()) + ", weights in its own order"
                + setting("OMP_NUM_THREADS") + setting("OMP_PROC_BIND");
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        return ", " + name + (value == null ? " unset" : "=" + value);
    }

    @Override
    public Task conv(String variant, ConvData data) {
        ConvProblem p = data.layer().problem(Layout.NCHW, DType.FLOAT32);
        var win = p.window();
        int tag = tag(variant);
        long[] filter = p.groups() == 1
                ? new long[] {p.k(), p.groupC(), win.r(), win.s()}
                : new long[] {p.groups(), p.k() / p.groups(), p.groupC(), win.r(), win.s()};
        int plainFilter = p.groups() == 1 ? dnnl_abcd : dnnl_abcde;
        Dnnl dnnl = new Dnnl();
        dnnl_primitive_desc chosen = new dnnl_primitive_desc();
        Dnnl.check(dnnl_convolution_forward_primitive_desc_create(
                chosen,
                dnnl.engine(),
                dnnl_forward_inference,
                dnnl_convolution_direct,
                dnnl.describe(tag, dims(p.src())),
                dnnl.describe(dnnl_format_tag_any, filter),
                dnnl.describe(dnnl_a, p.k()),
                dnnl.describe(tag, dims(p.dst())),
                new long[] {win.strideH(), win.strideW()},
                new long[] {win.dilationH() - 1, win.dilationW() - 1},
                new long[] {win.padTop(), win.padLeft()},
                new long[] {win.padBottom(), win.padRight()},
                null));
        dnnl.primitive(chosen);
        dnnl.input(DNNL_ARG_SRC, dnnl_query_src_md, data.x(), dnnl.describe(dnnl_abcd, dims(p.src())));
        dnnl.input(DNNL_ARG_WEIGHTS, dnnl_query_weights_md, data.weights(), dnnl.describe(plainFilter, filter));
        dnnl.input(DNNL_ARG_BIAS, data.bias(), dnnl.describe(dnnl_a, p.k()));
        dnnl.output(DNNL_ARG_DST, dnnl_query_dst_md, dnnl.describe(dnnl_abcd, dims(p.dst())));
        return dnnl.ready();
    }

    private static int tag(String variant) {
        return switch (variant) {
            case "blocked" -> dnnl_format_tag_any;
            case "nhwc" -> dnnl_acdb;
            case "nchw" -> dnnl_abcd;
            default -> throw new IllegalArgumentException("no layout is called " + variant);
        };
    }

    @Override
    public Task gradient(String variant, GradientData data) {
        return OneDnnGradients.task(tag(variant), data);
    }

    static long[] dims(Shape shape) {
        return new long[] {shape.n(), shape.c(), shape.h(), shape.w()};
    }

    @Override
    public Task gemm(String variant, GemmData data) {
        return variant.equals("packed") ? matmul(data) : sgemm(data);
    }

    /** The right matrix is packed beforehand, as a layer's weights would be. */
    private static Task matmul(GemmData data) {
        long n = data.n();
        Dnnl dnnl = new Dnnl();
        var plain = dnnl.describe(dnnl_ab, n, n);
        dnnl_primitive_desc chosen = new dnnl_primitive_desc();
        Dnnl.check(dnnl_matmul_primitive_desc_create(
                chosen, dnnl.engine(), plain, dnnl.describe(dnnl_format_tag_any, n, n), null, plain, null));
        dnnl.primitive(chosen);
        dnnl.input(DNNL_ARG_SRC, data.a(), plain);
        dnnl.input(DNNL_ARG_WEIGHTS, dnnl_query_weights_md, data.b(), plain);
        dnnl.output(DNNL_ARG_DST, dnnl_query_dst_md, plain);
        return dnnl.ready();
    }

    private static Task sgemm(GemmData data) {
        int n = data.n();
        Arena arena = Arena.ofShared();
        FloatPointer a = new FloatPointer(Memory.of(arena, data.a()));
        FloatPointer b = new FloatPointer(Memory.of(arena, data.b()));
        FloatBuffer product = Memory.zeros(arena, (long) n * n * Float.BYTES);
        FloatPointer c = new FloatPointer(product);
        return new Task() {
            @Override
            public String detail() {
                return "dnnl_sgemm, packs in each call";
            }

            @Override
            public void run() {
                Dnnl.check(dnnl_sgemm((byte) 'N', (byte) 'N', n, n, n, 1f, a, n, b, n, 0f, c, n));
            }

            @Override
            public float[] output() {
                return Memory.read(product, n * n);
            }

            @Override
            public void close() {
                arena.close();
            }
        };
    }
}
