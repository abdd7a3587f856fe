package io.github.jconv.bench.cli;

import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.parallel.Parallel;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Every algorithm against the reference, on this machine and on real layers. */
@Command(
        name = "verify",
        description = {
            "Runs every algorithm on every layer, one image, both layouts, on all cores, and compares each element with the"
                    + " scalar reference.",
            "resnet50 and mobilenetv2 by default; vgg19 is large, and the scalar reference takes a minute for it.",
            "Prints the largest difference as a fraction of what the bound of plain summation allows. Exit code 1 if one"
                    + " exceeds it."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private static final long SEED = 7;

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions wanted;

    @Option(
            names = "--type",
            paramLabel = "float32|float64",
            defaultValue = "float32",
            description = "The element type; float32 by default.")
    private DType type;

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    /** What one algorithm made of the layers so far. */
    private static final class Score {
        private int computed;
        private int declined;
        private double worst;
        private String worstWhere = "-";
    }

    @Override
    public Integer call() {
        List<Layer> chosen = wanted.layers("resnet50", "mobilenetv2");
        if (explain) {
            PrintWriter out = spec.commandLine().getOut();
            return Explain.print(out, Planner.serial(), chosen, List.of(Layout.values()), type);
        }
        List<String> algorithms = new ArrayList<>(Planner.algorithms());
        algorithms.remove("reference");
        List<Score> scores = new ArrayList<>();
        algorithms.forEach(algorithm -> scores.add(new Score()));
        List<String> excesses = new ArrayList<>();
        try (Progress progress = cli.progress()) {
            Parallel.jobs(-1)
                    .batch(1)
                    .listener((done, all) -> progress.bar(done, all, "layers"))
                    .map(chosen, layer -> verify(layer.withBatch(1), algorithms))
                    .forEach(layer -> layer.forEach(found -> count(found, scores, excesses)));
        }
        print(chosen.size(), algorithms, scores, excesses);
        return excesses.isEmpty() ? 0 : 1;
    }

    /** What an algorithm made of a layer; the error in bounds, or -1 where it declined. */
    private record Found(int algorithm, String name, Layer layer, Layout layout, double worst) {}

    private List<Found> verify(Layer layer, List<String> algorithms) {
        List<Found> found = new ArrayList<>();
        Agreement agreement = null;
        for (Layout layout : Layout.values()) {
            Sample sample = new Sample(layer, layout, type);
            agreement = agreement == null ? sample.agreement() : agreement.in(sample.problem);
            for (Explanation.Answer answer : sample.answers()) {
                int index = algorithms.indexOf(answer.algorithm());
                if (index >= 0) {
                    double worst = answer.accepted() ? sample.worst(answer.algorithm(), agreement) : -1;
                    found.add(new Found(index, answer.algorithm(), layer, layout, worst));
                }
            }
        }
        return found;
    }

    private static void count(Found found, List<Score> scores, List<String> excesses) {
        Score score = scores.get(found.algorithm);
        if (found.worst < 0) {
            score.declined++;
            return;
        }
        String where = found.layer.name() + " " + found.layout.name().toLowerCase(Locale.ROOT);
        score.computed++;
        if (found.worst >= score.worst) {
            score.worst = found.worst;
            score.worstWhere = where + " (" + found.layer + ")";
        }
        if (!(found.worst <= 1)) {
            excesses.add(found.name + " on " + where + ": " + found.worst + " times the bound; to see it again: "
                    + found.layer.toLine());
        }
    }

    private void print(int layerCount, List<String> algorithms, List<Score> scores, List<String> excesses) {
        TextTable table = new TextTable(2, "algorithm", "worst layer", "computed", "declined", "error/bound");
        for (int i = 0; i < algorithms.size(); i++) {
            Score score = scores.get(i);
            table.row(
                    algorithms.get(i),
                    score.worstWhere,
                    String.valueOf(score.computed),
                    String.valueOf(score.declined),
                    score.computed == 0 ? "-" : String.format(Locale.ROOT, "%.4f", score.worst));
        }
        PrintWriter out = spec.commandLine().getOut();
        table.lines().forEach(out::println);
        excesses.forEach(out::println);
        out.println(layerCount + " layers in 2 layouts, " + type.name().toLowerCase(Locale.ROOT) + ": "
                + (excesses.isEmpty() ? "all within the bound" : excesses.size() + " results BEYOND the bound"));
    }

    /** A layer in one layout with its data. */
    private static final class Sample {

        private final Layer layer;
        private final Layout layout;
        private final ConvProblem problem;
        private final float[] x;
        private final float[] weights;
        private final float[] bias;

        Sample(Layer layer, Layout layout, DType type) {
            this.layer = layer;
            this.layout = layout;
            this.problem = layer.problem(layout, type);
            this.x = Tensors.from(Tensors.random(problem.src().elements(), SEED), problem.src());
            this.weights = Tensors.weights(Tensors.random(problem.weightElements(), SEED + 1), problem);
            this.bias = Tensors.random(problem.k(), SEED + 2);
        }

        Agreement agreement() {
            return switch (problem.type()) {
                case FLOAT32 -> Agreement.of(layer.conv(), problem.src(), x, weights, bias);
                case FLOAT64 ->
                    Agreement.of(
                            layer.conv(),
                            problem.src(),
                            Tensors.thirds(x),
                            Tensors.thirds(weights),
                            Tensors.thirds(bias));
            };
        }

        List<Explanation.Answer> answers() {
            return Planner.serial()
                    .explain(layer.conv(), layer.src(layout), problem.type())
                    .answers();
        }

        double worst(String algorithm, Agreement agreement) {
            Planner planner = Planner.builder().algorithm(algorithm).jobs(-1).build();
            int elements = problem.dst().elements();
            return switch (problem.type()) {
                case FLOAT32 -> {
                    float[] y = new float[elements];
                    Arrays.fill(y, Float.NaN); // what an algorithm forgets to write shows
                    try (ConvPlan plan = planner.plan(layer.conv(), problem.src(), weights, bias)) {
                        plan.run(x, y);
                    }
                    yield agreement.worst(algorithm, y);
                }
                case FLOAT64 -> {
                    double[] y = new double[elements];
                    Arrays.fill(y, Double.NaN);
                    try (ConvPlan plan =
                            planner.plan(layer.conv(), problem.src(), Tensors.thirds(weights), Tensors.thirds(bias))) {
                        plan.run(Tensors.thirds(x), y);
                    }
                    yield agreement.worst(algorithm, y);
                }
            };
        }
    }
}
