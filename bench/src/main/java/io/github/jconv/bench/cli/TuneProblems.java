package io.github.jconv.bench.cli;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.GemmProblem;
import io.github.jconv.Layout;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.TransposeProblem;
import io.github.jconv.Tunable;
import io.github.jconv.TuningKeys;
import io.github.jconv.WeightGradientProblem;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.peers.PlaneData;
import io.github.jconv.bench.peers.Work;
import io.github.jconv.bench.peers.Works;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is tuned: each problem once, however many layers have it.
 *
 * @param labels what progress calls each, in order
 * @param counts how many layers have it
 */
record TuneProblems(Map<Tunable, String> labels, Map<Tunable, Integer> counts) {

    private static final String GEMM = "gemm";
    private static final String POOLING = "pooling";
    private static final String PLANES = "planes";

    /** The workloads that are no networks. */
    private static final List<String> OTHERS = List.of(GEMM, POOLING, PLANES);

    private static final List<Integer> SIZES = List.of(256, 512, 1024, 2048);

    /**
     * The problems of workloads.
     *
     * @param workloads names or files; resnet50 where neither workloads nor keys are given
     * @param keys tuning keys
     * @param patterns of layers
     * @param layouts of layers and poolings
     * @param type of what comes from workloads
     * @param gradients whether gradients stand in place of what they are the gradients of
     */
    static TuneProblems of(
            List<String> workloads,
            List<String> keys,
            List<String> patterns,
            List<Layout> layouts,
            DType type,
            boolean gradients) {
        TuneProblems problems = new TuneProblems(new LinkedHashMap<>(), new LinkedHashMap<>());
        List<String> networks = new ArrayList<>(workloads);
        networks.removeAll(OTHERS);
        if (workloads.isEmpty() && keys.isEmpty()) {
            networks.add("resnet50");
        }
        if (gradients && (workloads.contains(GEMM) || workloads.contains(PLANES))) {
            throw new BadInput("--gradients is for networks and " + POOLING + ", not for " + GEMM + " and " + PLANES);
        }
        List<Layer> layers = networks.isEmpty() ? List.of() : Workloads.matching(Workloads.load(networks), patterns);
        for (Layout layout : layouts) {
            layers.forEach(layer -> problems.layer(layer, layer.problem(layout, type), gradients));
            if (workloads.contains(POOLING)) {
                Works.POOLINGS.forEach(work -> problems.pooling(work, layout, type, gradients));
            }
        }
        if (workloads.contains(PLANES)) {
            Works.PLANES.forEach(work -> problems.plane(work, type));
        }
        if (workloads.contains(GEMM)) {
            SIZES.forEach(n -> problems.add(new GemmProblem(type, false, false, n, n, n, n, n, n), "gemm " + n, 1));
        }
        keys.forEach(problems::key);
        return problems;
    }

    private void add(Tunable problem, String label, int count) {
        labels.putIfAbsent(problem, label);
        counts.merge(problem, count, Integer::sum);
    }

    private void layer(Layer layer, ConvProblem problem, boolean gradients) {
        String label = layer.name() + ", " + layer;
        if (gradients) {
            add(TransposeProblem.inputGradient(problem, false), label + " by the input", layer.count());
            add(new WeightGradientProblem(problem), label + " by the weights", layer.count());
        } else {
            add(problem, label, layer.count());
        }
    }

    private void pooling(Work.Pool work, Layout layout, DType type, boolean gradients) {
        Shape src = work.src();
        Shape laid = new Shape(layout, src.n(), src.c(), src.h(), src.w());
        boolean indices = gradients && work.pool().kind() == Pool2d.Kind.MAX;
        PoolProblem problem = work.pool().problem(laid, type, indices);
        add(gradients ? new PoolGradientProblem(problem, false) : problem, work.name(), 1);
    }

    /** A filter of any numbers, and one that is the product of a column and a row. */
    private void plane(Work.Plane work, DType type) {
        for (boolean separable : new boolean[] {false, true}) {
            String label = work.k() + "x" + work.k() + (separable ? " separable" : "") + " @" + work.size();
            add(
                    PlaneData.geometry(work.k())
                            .problem(1, work.size(), work.size(), type, Precision.DEFAULT, separable),
                    label,
                    1);
        }
    }

    private void key(String key) {
        try {
            add(TuningKeys.problem(key), key, 1);
        } catch (IllegalArgumentException wrong) {
            throw new BadInput(wrong.getMessage(), wrong);
        }
    }
}
