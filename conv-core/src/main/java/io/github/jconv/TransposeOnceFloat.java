package io.github.jconv;

/** {@link ConvTranspose2d} run once, on floats and the calling thread: checks, a plan, one run of it. */
final class TransposeOnceFloat {

    private TransposeOnceFloat() {}

    static float[] apply(ConvTranspose2d conv, float[] x, Shape src, float[] weights, float[] bias) {
        Shape dst = conv.outputShape(src);
        Checks.array("input", x, src.elements());
        float[] y = new float[dst.elements()];
        try (TransposePlan plan = Planner.serial().gradients().transpose(conv, src, weights, bias)) {
            plan.run(x, y);
        }
        return y;
    }

    static float[] inputGradient(ConvTranspose2d conv, float[] gradDst, Shape src, float[] weights) {
        Shape dst = conv.outputShape(src);
        Checks.array("output gradient", gradDst, dst.elements());
        Conv2d adjoint = conv.adjoint();
        return CornerFloat.of(adjoint.apply(gradDst, dst, weights, null), adjoint.outputShape(dst), src);
    }

    static float[] weightGradient(ConvTranspose2d conv, float[] x, Shape src, float[] gradDst) {
        Shape dst = conv.outputShape(src);
        Checks.array("input", x, src.elements());
        Checks.array("output gradient", gradDst, dst.elements());
        Conv2d adjoint = conv.adjoint();
        return adjoint.weightGradient(gradDst, dst, CornerFloat.of(x, src, adjoint.outputShape(dst)));
    }

    static float[] biasGradient(ConvTranspose2d conv, float[] gradDst, Shape src) {
        Shape dst = conv.outputShape(src);
        Shape mirror = new Shape(dst.layout(), dst.n(), 1, dst.h(), dst.w());
        return Conv2d.of(1, conv.outChannels(), 1).biasGradient(gradDst, mirror);
    }
}
