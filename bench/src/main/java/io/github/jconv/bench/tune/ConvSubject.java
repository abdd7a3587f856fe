package io.github.jconv.bench.tune;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.Tunable;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.spi.Blocking;
import java.util.Set;

/** A forward convolution. */
final class ConvSubject implements Subject {

    private final ConvProblem problem;
    private final Layer layer;

    ConvSubject(ConvProblem problem) {
        this.problem = problem;
        Shape src = problem.src();
        Conv2d conv = Conv2d.of(problem).accumulate(false);
        this.layer = new Layer("tune", "tune", 1, src.n(), src.h(), src.w(), conv);
    }

    @Override
    public Tunable problem() {
        return problem;
    }

    @Override
    public Set<Blocking.Size> blocks(String algorithm) {
        return Planner.blocks(algorithm);
    }

    @Override
    public int enough(Blocking.Size size) {
        int pixels = problem.outH() * problem.outW();
        return switch (size) {
            case MR -> size.most();
            case KC -> problem.depth();
            case TILE, MC, NC -> Math.max(pixels, problem.k());
        };
    }

    @Override
    public Numbers numbers() {
        return new Operands(ConvData.of(layer));
    }

    /** Numbers of the layer, and plans on them. */
    private final class Operands implements Numbers {

        private final ConvData data;

        Operands(ConvData data) {
            this.data = data;
        }

        @Override
        public Planned plan(Variant variant) {
            Planner planner = Planner.builder()
                    .algorithm(variant.algorithm())
                    .jobs(variant.jobs())
                    .blocking(variant.blocking())
                    .precision(problem.precision())
                    .build();
            Conv2d conv = layer.conv().accumulate(problem.accumulate());
            float[] weights = Tensors.weights(data.weights(), problem);
            if (problem.type() == DType.FLOAT32) {
                ConvPlan plan = planner.plan(conv, problem.src(), weights, data.bias());
                float[] x = Tensors.from(data.x(), problem.src());
                float[] y = new float[problem.dst().elements()];
                return new Planned(plan.describe(), () -> plan.run(x, y), y, problem.accumulate(), plan::close);
            }
            double[] bias = Tensors.thirds(data.bias());
            ConvPlan plan = planner.plan(conv, problem.src(), Tensors.thirds(weights), bias);
            double[] x = Tensors.from(data.thirdsOfX(), problem.src());
            double[] y = new double[problem.dst().elements()];
            return new Planned(plan.describe(), () -> plan.run(x, y), y, problem.accumulate(), plan::close);
        }

        @Override
        public double worst(Object output) {
            return output instanceof float[] floats
                    ? data.worst(Tensors.nchw(floats, problem.dst()))
                    : data.worst(Tensors.nchw((double[]) output, problem.dst()));
        }
    }
}
