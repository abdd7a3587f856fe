package io.github.jconv.bench.peers;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Gemm;
import io.github.jconv.Layout;
import io.github.jconv.PackedMatrix;
import io.github.jconv.Planner;
import io.github.jconv.PoolPlan;
import io.github.jconv.PoolProblem;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.machine.Machine;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** This library. A variant of a convolution is its layout, an algorithm's name or auto, and a precision. */
public final class JConvPeer implements Peer {

    /** Instead of an algorithm: the planner's choice, which is already there, in one more plan. */
    static final String AGAIN = "again";

    /** What the variant of a product begins with where B is packed beforehand. */
    static final String PACKED = "packed ";

    private final int jobs = Integer.getInteger(Worker.JOBS, 1);

    /** Made by its name in the worker's process. */
    public JConvPeer() {}

    @Override
    public String about() {
        var vectors = Machine.current().vectors();
        return "vectors " + (vectors.usable() ? vectors.bits() + " bits" : "off: " + vectors.refusal()) + ", jobs "
                + jobs;
    }

    /**
     * A variant's text.
     *
     * @param layout the order in memory
     * @param algorithm a name of the planner's table, auto or {@link #AGAIN}
     * @param precision what the planner may choose from
     * @return what {@link #conv} reads
     */
    static String variant(Layout layout, String algorithm, Precision precision) {
        return layout + " " + algorithm + " " + precision;
    }

    @Override
    public Task conv(String variant, ConvData data) {
        String[] words = variant.split(" ", -1);
        Conv2d conv = data.layer().conv();
        Shape src = data.layer().src(Layout.valueOf(words[0].toUpperCase(Locale.ROOT)));
        ConvProblem problem = data.layer().problem(src.layout(), DType.FLOAT32);
        float[] x = Tensors.from(data.x(), src);
        Planner planner = Planner.builder()
                .jobs(jobs)
                .algorithm(words[1].equals(AGAIN) ? "auto" : words[1])
                .precision(Precision.valueOf(words[2].toUpperCase(Locale.ROOT)))
                .build();
        ConvPlan plan = planner.plan(conv, src, Tensors.weights(data.weights(), problem), data.bias());
        float[] y = new float[plan.dstShape().elements()];
        Arrays.fill(y, Float.NaN); // what an algorithm forgets to write shows
        return task(plan.describe(), () -> plan.run(x, y), () -> Tensors.nchw(y, plan.dstShape()), plan::close);
    }

    @Override
    public Task gradient(String variant, GradientData data) {
        String[] words = variant.split(" ", -1);
        Planner planner = Planner.builder()
                .jobs(jobs)
                .precision(Precision.valueOf(words[2].toUpperCase(Locale.ROOT)))
                .build();
        return JConvGradients.task(
                Layout.valueOf(words[0].toUpperCase(Locale.ROOT)),
                planner.gradients().algorithm(words[1]),
                data);
    }

    @Override
    public Task pool(String variant, PoolData data) {
        PoolProblem p = data.problem(Layout.valueOf(variant.split(" ", -1)[0].toUpperCase(Locale.ROOT)));
        PoolPlan plan = Planner.builder().jobs(jobs).build().plan(data.pool(), p.src(), DType.FLOAT32);
        float[] x = Tensors.from(data.x(), p.src());
        float[] y = new float[p.dst().elements()];
        Arrays.fill(y, Float.NaN);
        return task(plan.describe(), () -> plan.run(x, y), () -> Tensors.nchw(y, p.dst()), plan::close);
    }

    @Override
    public Task plane(String variant, PlaneData data) {
        ConvPlan plan =
                Planner.builder().jobs(jobs).build().plan(data.geometry(), 1, data.size(), data.size(), data.filter());
        float[] y = new float[data.x().length];
        Arrays.fill(y, Float.NaN);
        return task(plan.describe(), () -> plan.run(data.x(), y), () -> y, plan::close);
    }

    @Override
    public Task gemm(String variant, GemmData data) {
        int n = data.n();
        boolean packed = variant.startsWith(PACKED);
        String detail = packed ? "B packed beforehand" : "packs both operands in each call";
        if (data.type() == DType.FLOAT64) {
            double[] a = Tensors.widen(data.a());
            double[] b = Tensors.widen(data.b());
            double[] c = new double[n * n];
            PackedMatrix right = packed ? Gemm.pack(false, n, n, b, 0, n) : null;
            Runnable run = packed
                    ? () -> Gemm.dgemm(false, n, 1, a, 0, n, right, 0, c, 0, n)
                    : () -> Gemm.dgemm(n, n, n, a, b, c);
            return task(detail, run, () -> GemmData.floats(c), () -> {});
        }
        float[] c = new float[n * n];
        PackedMatrix right = packed ? Gemm.pack(false, n, n, data.b(), 0, n) : null;
        Runnable run = packed
                ? () -> Gemm.sgemm(false, n, 1, data.a(), 0, n, right, 0, c, 0, n)
                : () -> Gemm.sgemm(n, n, n, data.a(), data.b(), c);
        return task(detail, run, () -> c, () -> {});
    }

    /** A task of closures. */
    static Task task(String detail, Runnable run, Supplier<float[]> output, Runnable close) {
        return new Task() {
            @Override
            public String detail() {
                return detail;
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
                close.run();
            }
        };
    }
}
