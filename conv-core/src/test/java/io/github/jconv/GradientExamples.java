package io.github.jconv;

/** The examples of training that the public documentation shows, compiled here and run by {@link ExamplesTest}. */
final class GradientExamples {
    private GradientExamples() {}

    static void gradients(float[] x, float[] gradY, float[] weights, float[] gradX, float[] gradW, float[] gradB) {
        // @start region="gradients"
        Conv2d conv = Conv2d.of(3, 8, 3).padding(1);
        Shape in = Shape.nchw(2, 3, 16, 16);
        Gradients gradients = Planner.builder().jobs(-1).build().gradients();
        try (TransposePlan input = gradients.input(conv, in, weights);
                WeightGradientPlan weight = gradients.accumulate(true).weights(conv, in, DType.FLOAT32)) {
            input.run(gradY, gradX); // weights are packed: plan again when they have changed
            weight.run(x, gradY, gradW, gradB); // adds to gradW and gradB; plan once, run at every step
        }
        // @end
    }

    static void pool(float[] x, float[] y, float[] gradY, float[] gradX) {
        // @start region="pool"
        Pool2d pool = Pool2d.max(3).stride(2).padding(1);
        Shape in = Shape.nhwc(2, 16, 16, 3);
        Planner planner = Planner.builder().jobs(-1).build();
        try (PoolPlan forward = planner.planWithIndices(pool, in, DType.FLOAT32);
                PoolGradientPlan backward = planner.gradients().pool(pool, in, DType.FLOAT32)) {
            int[] indices = new int[forward.dstShape().elements()];
            forward.run(x, y, indices);
            backward.run(gradY, indices, gradX); // plan once, run at every step
        }
        // @end
    }

    static String transpose(float[] x, float[] weights, float[] bias, float[] y) {
        // @start region="transpose"
        ConvTranspose2d twice = ConvTranspose2d.of(16, 8, 4).stride(2).padding(1);
        Shape in = Shape.nhwc(1, 14, 14, 16);
        try (TransposePlan plan = Planner.serial().gradients().transpose(twice, in, weights, bias)) {
            plan.run(x, y); // 1 x 28 x 28 x 8
            return plan.describe();
        }
        // @end
    }

    static float[] layer(float[] x, float[] target, double rate) {
        Shape in = Shape.nchw(1, 1, 6, 8);
        // @start region="layer"
        try (ConvLayer layer = ConvLayer.kaimingUniform(Conv2d.of(1, 1, 1, 2), in, false, 42, Planner.serial())) {
            float[] y = new float[layer.dstShape().elements()];
            float[] gradY = new float[y.length];
            for (int step = 0; step < 10; step++) {
                layer.forward(x, y);
                for (int i = 0; i < y.length; i++) {
                    gradY[i] = 2 * (y[i] - target[i]); // of the squared error
                }
                layer.backward(gradY, null); // null: the input's gradient is not needed
                layer.step(rate, 0, 0);
            }
            return layer.weights();
        }
        // @end
    }
}
