package io.github.jconv;

/** {@link Planes} on floats and the calling thread: a plan, one run of it. */
final class PlanesOnceFloat {

    private PlanesOnceFloat() {}

    static float[] correlate(PlaneFilter filter, float[] imgs, int count, int h, int w, float[] kernel) {
        Checks.notNull("input", imgs);
        return run(Planner.serial().plan(filter, count, h, w, kernel), imgs);
    }

    static float[] separable(PlaneFilter filter, float[] imgs, int count, int h, int w, float[] column, float[] row) {
        Checks.notNull("input", imgs);
        return run(Planner.serial().planSeparable(filter, count, h, w, column, row), imgs);
    }

    private static float[] run(ConvPlan plan, float[] imgs) {
        Checks.array("input", imgs, plan.srcShape().elements());
        float[] dst = new float[plan.dstShape().elements()];
        plan.run(imgs, dst);
        return dst;
    }

    /** Turning the row-major array around flips both axes at once. */
    static float[] flipped(float[] kernel) {
        Checks.notNull("kernel", kernel);
        float[] flipped = new float[kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            flipped[i] = kernel[kernel.length - 1 - i];
        }
        return flipped;
    }
}
