package io.github.jconv;

import io.github.jconv.adjoint.BiasGradientFloat;

/** {@link Conv2d} run once, on floats and the calling thread: checks, a plan, one run of it. */
final class ConvOnceFloat {

    private ConvOnceFloat() {}

    static float[] apply(Conv2d conv, float[] x, Shape src, float[] weights, float[] bias) {
        try (ConvPlan plan = Planner.serial().plan(conv, src, weights, bias)) {
            Checks.array("input", x, src.elements());
            float[] y = new float[plan.dstShape().elements()];
            plan.run(x, y);
            return y;
        }
    }

    static float[] inputGradient(Conv2d conv, float[] gradDst, Shape src, float[] weights) {
        ConvProblem problem = problem(conv, src);
        Checks.array("output gradient", gradDst, problem.dst().elements());
        Checks.exactArray("weights", weights, problem.weightElements());
        float[] gradSrc = new float[src.elements()];
        try (TransposePlan plan = Planner.serial().gradients().input(conv, src, weights)) {
            plan.run(gradDst, gradSrc);
        }
        return gradSrc;
    }

    static float[] weightGradient(Conv2d conv, float[] x, Shape src, float[] gradDst) {
        ConvProblem problem = problem(conv, src);
        Checks.array("input", x, src.elements());
        Checks.array("output gradient", gradDst, problem.dst().elements());
        float[] gradWeights = new float[problem.weightElements()];
        try (WeightGradientPlan plan = Planner.serial().gradients().weights(conv, src, DType.FLOAT32)) {
            plan.run(x, gradDst, gradWeights, null);
        }
        return gradWeights;
    }

    static float[] biasGradient(Conv2d conv, float[] gradDst, Shape src) {
        Shape dst = problem(conv, src).dst();
        Checks.array("output gradient", gradDst, dst.elements());
        float[] gradBias = new float[dst.c()];
        float[] workspace = BiasGradientFloat.newWorkspace();
        for (int tile = 0; tile < BiasGradientFloat.tiles(dst); tile++) {
            BiasGradientFloat.run(dst, tile, gradDst, gradBias, false, workspace);
        }
        return gradBias;
    }

    private static ConvProblem problem(Conv2d conv, Shape src) {
        return conv.linearProblem(src, DType.FLOAT32, Precision.DEFAULT);
    }
}
