package io.github.jconv.bench.tune;

import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.spi.Blocking;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A layer's forward convolution. */
final class ConvSubject implements Subject {

    private final Layer layer;
    private final ConvProblem problem;

    ConvSubject(Layer layer, Layout layout, DType type) {
        this.layer = layer;
        this.problem = layer.problem(layout, type);
    }

    @Override
    public String key() {
        return problem.tuningKey();
    }

    @Override
    public String label() {
        return layer.toString();
    }

    @Override
    public List<Explanation.Answer> answers() {
        return Planner.serial()
                .explain(layer.conv(), problem.src(), problem.type())
                .answers();
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
                    .build();
            float[] weights = Tensors.weights(data.weights(), problem);
            if (problem.type() == DType.FLOAT32) {
                ConvPlan plan = planner.plan(layer.conv(), problem.src(), weights, data.bias());
                float[] x = Tensors.from(data.x(), problem.src());
                float[] y = new float[problem.dst().elements()];
                Arrays.fill(y, Float.NaN); // what an algorithm forgets to write shows
                return new Plan(plan, () -> plan.run(x, y), y);
            }
            double[] bias = Tensors.thirds(data.bias());
            ConvPlan plan = planner.plan(layer.conv(), problem.src(), Tensors.thirds(weights), bias);
            double[] x = Tensors.from(data.thirdsOfX(), problem.src());
            double[] y = new double[problem.dst().elements()];
            Arrays.fill(y, Double.NaN);
            return new Plan(plan, () -> plan.run(x, y), y);
        }

        @Override
        public double worst(Object output) {
            return output instanceof float[] floats
                    ? data.worst(Tensors.nchw(floats, problem.dst()))
                    : data.worst(Tensors.nchw((double[]) output, problem.dst()));
        }
    }

    private record Plan(ConvPlan plan, Runnable once, Object output) implements Planned {

        @Override
        public void run() {
            once.run();
        }

        /** The plan's line without what was asked for. */
        @Override
        public String blocks() {
            return plan.describe().replaceFirst(" blocks .*", "");
        }

        @Override
        public void close() {
            plan.close();
        }
    }
}
