package io.github.jconv;

import io.github.jconv.Pool2d.Kind;

/** {@link Pool2d} run once, on floats and the calling thread: checks, a plan, one run of it. */
final class PoolOnceFloat {

    private PoolOnceFloat() {}

    static float[] apply(Pool2d pool, float[] x, Shape src) {
        Shape dst = pool.outputShape(src);
        Checks.array("input", x, src.elements());
        float[] y = new float[dst.elements()];
        try (PoolPlan plan = Planner.serial().plan(pool, src, DType.FLOAT32)) {
            plan.run(x, y);
        }
        return y;
    }

    static void maxWithIndices(Pool2d pool, float[] x, Shape src, float[] y, int[] indices) {
        pool.only(pool.kind() == Kind.MAX, "maxWithIndices", "apply");
        Shape dst = pool.outputShape(src);
        Checks.array("input", x, src.elements());
        Checks.array("output", y, dst.elements());
        Checks.array("indices", indices, dst.elements());
        Checks.distinct("input", x, "output", y);
        try (PoolPlan plan = Planner.serial().planWithIndices(pool, src, DType.FLOAT32)) {
            plan.run(x, y, indices);
        }
    }

    static float[] gradient(Pool2d pool, float[] gradDst, int[] indices, Shape src) {
        pool.only(pool.kind() == Kind.MAX, "inputGradient with indices", "inputGradient without");
        Shape dst = pool.outputShape(src);
        Checks.array("output gradient", gradDst, dst.elements());
        PoolPlaces.check(indices, src, dst);
        float[] gradSrc = new float[src.elements()];
        try (PoolGradientPlan plan = Planner.serial().gradients().pool(pool, src, DType.FLOAT32)) {
            plan.run(gradDst, indices, gradSrc);
        }
        return gradSrc;
    }

    static float[] gradient(Pool2d pool, float[] gradDst, Shape src) {
        pool.only(
                pool.kind() != Kind.MAX,
                "inputGradient without indices",
                "inputGradient with the indices of maxWithIndices");
        pool.only(pool.kind() != Kind.LP, "inputGradient without input", "inputGradient with input and output");
        Shape dst = pool.outputShape(src);
        Checks.array("output gradient", gradDst, dst.elements());
        float[] gradSrc = new float[src.elements()];
        try (PoolGradientPlan plan = Planner.serial().gradients().pool(pool, src, DType.FLOAT32)) {
            plan.run(gradDst, gradSrc);
        }
        return gradSrc;
    }

    static float[] gradient(Pool2d pool, float[] gradDst, float[] x, float[] y, Shape src) {
        pool.only(pool.kind() == Kind.LP, "inputGradient with input and output", "another inputGradient");
        Shape dst = pool.outputShape(src);
        Checks.array("output gradient", gradDst, dst.elements());
        Checks.array("input", x, src.elements());
        Checks.array("output", y, dst.elements());
        float[] gradSrc = new float[src.elements()];
        try (PoolGradientPlan plan = Planner.serial().gradients().pool(pool, src, DType.FLOAT32)) {
            plan.run(gradDst, x, y, gradSrc);
        }
        return gradSrc;
    }
}
