package io.github.jconv.bench.peers;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Gradients;
import io.github.jconv.Layout;
import io.github.jconv.TransposePlan;
import io.github.jconv.WeightGradientPlan;
import io.github.jconv.bench.workload.Tensors;

/** This library's gradients as tasks. */
final class JConvGradients {

    private JConvGradients() {}

    static Peer.Task task(Layout layout, Gradients gradients, GradientData data) {
        ConvProblem p = data.layer().problem(layout, DType.FLOAT32);
        Conv2d conv = data.layer().conv();
        float[] g = Tensors.from(data.gradDst(), p.dst());
        if (data.of() == GradientData.By.INPUT) {
            TransposePlan plan = gradients.input(conv, p.src(), Tensors.weights(data.weights(), p));
            float[] gradient = new float[p.src().elements()];
            return JConvPeer.task(
                    plan.describe(), () -> plan.run(g, gradient), () -> Tensors.nchw(gradient, p.src()), plan::close);
        }
        WeightGradientPlan plan = gradients.weights(conv, p.src(), DType.FLOAT32);
        float[] x = Tensors.from(data.x(), p.src());
        float[] gradient = new float[p.weightElements()];
        return JConvPeer.task(
                plan.describe(), () -> plan.run(x, g, gradient, null), () -> kcrs(gradient, p), plan::close);
    }

    private static float[] kcrs(float[] weights, ConvProblem p) {
        float[] kcrs = new float[weights.length];
        int at = 0;
        for (int k = 0; k < p.k(); k++) {
            for (int c = 0; c < p.groupC(); c++) {
                for (int r = 0; r < p.window().r(); r++) {
                    for (int s = 0; s < p.window().s(); s++) {
                        kcrs[at++] = weights[p.weightIndex(k, c, r, s)];
                    }
                }
            }
        }
        return kcrs;
    }
}
