package io.github.jconv.bench.demo;

import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.bench.record.Timing;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A scene in one layout through all contenders: first every result is checked, then all are timed in turns, so that a
 * disturbance falls on all alike. The median of the turns counts.
 */
final class Trial {

    /** The slow reference is not sampled again once its samples have taken this many nanoseconds. */
    private static final long PATIENCE = 300_000_000;

    /**
     * How long to measure.
     *
     * @param warmUpNanos for each plan
     * @param sampleNanos for each sample
     * @param rounds samples of each plan
     */
    record Effort(long warmUpNanos, long sampleNanos, int rounds) {
        static final Effort NORMAL = new Effort(200_000_000, 30_000_000, 5);
    }

    private final Scene scene;
    private final Shape src;
    private final float[] x;
    private final float[] weights;
    private final Agreement agreement;

    /** Outputs by contender, which pictures are made of. */
    private final Map<String, float[]> outputs = new LinkedHashMap<>();

    private final List<String> disagreements = new ArrayList<>();

    /** How long the reference took when it was checked: a sample already, for it was compiled on other threads before. */
    private long referenceNanos;

    /**
     * Prepares the data.
     *
     * @param nchw the agreement computed in NCHW
     */
    Trial(Scene scene, Layout layout, Agreement nchw) {
        this.scene = scene;
        Shape from = scene.src();
        this.src = new Shape(layout, from.n(), from.c(), from.h(), from.w());
        ConvProblem problem = scene.conv().problem(src, DType.FLOAT32, Precision.DEFAULT);
        this.x = Tensors.from(scene.x(), src);
        this.weights = Tensors.weights(scene.weights(), problem);
        this.agreement = layout == Layout.NCHW ? nchw : nchw.in(problem);
    }

    List<Row> run(List<Contender> contenders, Effort effort, double peakGflops) {
        List<ConvPlan> plans = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                plans.add(contender.plan(scene.conv(), src, weights, scene.bias()));
            }
            double[] errors = new double[plans.size()];
            for (int i = 0; i < errors.length; i++) {
                errors[i] = check(contenders.get(i), plans.get(i));
            }
            contenders.forEach(this::checkSameBits);
            return rows(contenders, plans, errors, times(contenders, plans, effort), peakGflops);
        } finally {
            plans.forEach(ConvPlan::close);
        }
    }

    float[] output(String contender) {
        return outputs.get(contender);
    }

    List<String> disagreements() {
        return disagreements;
    }

    private double check(Contender contender, ConvPlan plan) {
        float[] y = new float[plan.dstShape().elements()];
        Arrays.fill(y, Float.NaN); // what a plan forgets to write shows
        long start = System.nanoTime();
        plan.run(x, y);
        if (isReference(contender)) {
            referenceNanos = System.nanoTime() - start;
        }
        outputs.put(contender.name(), y);
        double worst = agreement.worst(plan.algorithm(), y);
        if (!(worst <= 1)) {
            disagreements.add(scene.name() + " " + contender.name() + " (" + plan.describe() + ") lies " + worst
                    + " times the bound from the reference");
        }
        return worst;
    }

    private void checkSameBits(Contender contender) {
        if (contender.jobs() == 1) {
            return;
        }
        float[] serial = new float[agreement.elements()];
        try (ConvPlan plan = contender.alone().plan(scene.conv(), src, weights, scene.bias())) {
            plan.run(x, serial);
        }
        if (!Arrays.equals(serial, outputs.get(contender.name()))) {
            disagreements.add(
                    scene.name() + " " + layout() + ": " + contender.name() + " gives other bits than serial");
        }
    }

    private double[] times(List<Contender> contenders, List<ConvPlan> plans, Effort effort) {
        double[][] samples = new double[plans.size()][effort.rounds()];
        int[] taken = new int[plans.size()];
        List<Runnable> work = new ArrayList<>();
        for (int i = 0; i < samples.length; i++) {
            ConvPlan plan = plans.get(i);
            float[] y = new float[plan.dstShape().elements()];
            work.add(() -> plan.run(x, y));
            if (isReference(contenders.get(i))) {
                samples[i][taken[i]++] = referenceNanos;
            } else {
                Timing.warmUp(work.get(i), effort.warmUpNanos());
            }
        }
        for (int round = 0; round < effort.rounds(); round++) {
            for (int i = 0; i < samples.length; i++) {
                boolean enough = isReference(contenders.get(i)) && (round == 0 || taken[i] * referenceNanos > PATIENCE);
                if (!enough) {
                    samples[i][taken[i]++] = Timing.sample(work.get(i), effort.sampleNanos());
                }
            }
        }
        double[] medians = new double[samples.length];
        for (int i = 0; i < medians.length; i++) {
            medians[i] = Timing.median(Arrays.copyOf(samples[i], taken[i]));
        }
        return medians;
    }

    private static boolean isReference(Contender contender) {
        return contender.name().equals(Contender.REFERENCE);
    }

    private List<Row> rows(
            List<Contender> contenders, List<ConvPlan> plans, double[] errors, double[] nanos, double peakGflops) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            ConvPlan plan = plans.get(i);
            double gflops = 2.0 * plan.problem().macs() / nanos[i];
            int jobs = contenders.get(i).jobs();
            rows.add(new Row(
                    scene.name(),
                    layout(),
                    contenders.get(i).name(),
                    plan.algorithm(),
                    jobs,
                    nanos[i] / 1e6,
                    nanos[0] / nanos[i],
                    gflops,
                    100 * gflops / (peakGflops * jobs),
                    errors[i]));
        }
        return rows;
    }

    private String layout() {
        return src.layout().name().toLowerCase(Locale.ROOT);
    }
}
