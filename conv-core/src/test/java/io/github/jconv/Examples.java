package io.github.jconv;

import java.time.Duration;
import java.util.List;

/** The examples that the public documentation shows, compiled here and run by {@link ExamplesTest}. */
final class Examples {
    private Examples() {}

    static float[] apply(float[] x, float[] weights, float[] bias) {
        // @start region="apply"
        Conv2d conv = Conv2d.of(3, 64, 7).stride(2).padding(3); // in, out, kernel
        Shape in = Shape.nchw(8, 3, 224, 224); // or Shape.nhwc(8, 224, 224, 3)
        float[] y = conv.apply(x, in, weights, bias); // 8 x 64 x 112 x 112; bias may be null
        // @end
        return y;
    }

    static String plan(float[] x, float[] weights, float[] bias, float[] y) {
        Conv2d conv = Conv2d.of(3, 64, 7).stride(2).padding(3);
        Shape in = Shape.nchw(8, 3, 224, 224);
        // @start region="plan"
        Planner planner = Planner.builder().jobs(-1).build(); // all cores
        try (ConvPlan plan = planner.plan(conv.activation(Activation.RELU), in, weights, bias)) {
            plan.run(x, y); // as often as wanted, from as many threads as wanted
            return plan.describe();
        }
        // @end
    }

    static void residual(float[] x, Shape in, float[] weights, float[] bias, float[] y) {
        // @start region="residual"
        // y holds the shortcut: y = relu(y + bias + conv(x))
        Conv2d last = Conv2d.of(64, 256, 1).accumulate(true).activation(Activation.RELU);
        try (ConvPlan plan = Planner.serial().plan(last, in, weights, bias)) {
            plan.run(x, y);
        }
        // @end
    }

    static float[] packed() {
        // @start region="packed"
        float[] weights = {1, 0, 0, 1, 1, 1}; // 3 x 2
        PackedMatrix packed = Gemm.pack(false, 2, 3, weights, 0, 2); // once
        float[] c = new float[4];
        Gemm.sgemm(false, 2, 1, new float[] {1, 2, 3, 4, 5, 6}, 0, 3, packed, 0, c, 0, 2); // often: 4 5 10 11
        // @end
        return c;
    }

    static Duration warmUp(float[] x, float[] weights, float[] y) {
        Conv2d conv = Conv2d.of(3, 8, 3).padding(1);
        Shape in = Shape.nhwc(1, 32, 32, 3);
        // @start region="warmUp"
        try (ConvPlan plan = Planner.serial().plan(conv, in, weights, null)) {
            Duration took = plan.warmUp(Duration.ofSeconds(5)); // at start-up, before the first request
            plan.run(x, y); // fast at once
            return took;
        }
        // @end
    }

    static float[] gemm() {
        // @start region="gemm"
        float[] a = {1, 2, 3, 4, 5, 6}; // 2 x 3
        float[] b = {1, 0, 0, 1, 1, 1}; // 3 x 2
        float[] c = new float[4]; // 2 x 2
        Gemm.sgemm(2, 2, 3, a, b, c); // 4 5 10 11
        // @end
        return c;
    }

    static float[] pool(float[] x, float[] gradY, float[] gradX) {
        // @start region="pool"
        Shape in = Shape.nchw(1, 64, 112, 112);
        float[] y = Pool2d.max(3).stride(2).padding(1).apply(x, in); // 1 x 64 x 56 x 56
        float[] means = Pool2d.globalAverage().apply(x, in); // 1 x 64 x 1 x 1

        float[] norms = Pool2d.lp(2, 3).stride(2).apply(x, in); // roots of sums of squares
        Pool2d average = Pool2d.average(2); // the stride is the kernel unless set
        float[] gradient = average.inputGradient(gradY, in);
        // @end
        System.arraycopy(gradient, 0, gradX, 0, gradient.length);
        gradX[0] = means[0] + norms[0];
        return y;
    }

    static int[] poolPlan(float[] x, float[] y) {
        // @start region="pool-plan"
        Shape in = Shape.nhwc(1, 112, 112, 64);
        Planner planner = Planner.builder().jobs(1).build();
        PoolPlan plan = planner.planWithIndices(Pool2d.max(2), in, DType.FLOAT32);
        int[] indices = new int[plan.dstShape().elements()];
        plan.run(x, y, indices); // as often as there are batches
        // @end
        return indices;
    }

    static float[] transpose(float[] x, float[] weights) {
        // @start region="transpose"
        ConvTranspose2d twice =
                ConvTranspose2d.of(16, 8, 3).stride(2).padding(1).outputPadding(1);
        float[] y = twice.apply(x, Shape.nchw(1, 16, 14, 14), weights, null); // 1 x 8 x 28 x 28
        // @end
        return y;
    }

    static float[] unfold(float[] x) {
        // @start region="unfold"
        Shape in = Shape.nhwc(4, 5, 5, 3);
        Unfold windows = Unfold.of(3).stride(2).padding(1);
        float[] columns = windows.unfold(x, in); // a matrix of 4*3*3 windows x 3*3*3 elements
        float[] overlapped = windows.fold(columns, in); // each pixel times the number of windows that hold it
        // @end
        return overlapped;
    }

    static float[] planes(float[] image, float[] batch) {
        // @start region="planes"
        float[] sobel = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
        float[] edges = Planes.correlate(image, 480, 640, sobel, 3, 3, Padding.same());
        float[] halves = Planes.convolve(batch, 100, 64, 64, sobel, 3, 3, Padding.of(1), 2, 2); // 100 x 32 x 32
        // @end
        edges[0] = halves[0];
        return edges;
    }

    static float[] planePlan(List<float[]> frames, float[] blur) {
        // @start region="plane-plan"
        PlaneFilter filter = PlaneFilter.of(7, 7).padding(Padding.same()).border(Border.REFLECT);
        float[] smooth = new float[480 * 640];
        try (ConvPlan plan = Planner.builder().jobs(-1).build().plan(filter, 1, 480, 640, blur)) { // blur: 49 numbers
            for (float[] frame : frames) {
                plan.run(frame, smooth);
            }
        }
        // @end
        return smooth;
    }
}
