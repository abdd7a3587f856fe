package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Gemm;
import io.github.jconv.GemmProblem;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.tune.Tuner;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Workloads;
import io.github.jconv.machine.Machine;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Registry;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures which algorithm is fastest here, for planners to know. */
@Command(
        name = "tune",
        description = {
            "Times, on each layer, every algorithm that says yes to the forward convolution, with the jobs asked for and"
                    + " alone, then block sizes of the fastest (rows of its micro-kernel, MC, KC, NC, pixels of a tile), and"
                    + " writes the fastest of all into a profile that planners read: Planner.builder().profile(FILE),"
                    + " -Djconv.profile=FILE or JCONV_PROFILE=FILE.",
            "A profile that is there already gains the new choices. The file is written after each layer, so Ctrl-C keeps"
                    + " what is done."
        },
        mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {

    /** The workload that is no network. */
    private static final String GEMM = "gemm";

    private static final List<Integer> SIZES = List.of(256, 512, 1024, 2048);

    /** Part of the budget in which the compiler sees all kernels. */
    private static final double WARM_UP = 0.2;

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE.csv",
            description = "resnet50, mobilenetv2, vgg19 or a file; or gemm, square matrices, on one thread; can be"
                    + " repeated. resnet50 by default.")
    private List<String> workloads = List.of("resnet50");

    @Option(
            names = "--layer",
            paramLabel = "PATTERN",
            description = "Only layers whose name or shape contains this; * stands for anything. Can be repeated.")
    private List<String> layers = List.of();

    @Option(names = "--layout", paramLabel = "LIST", split = ",", description = "nchw, nhwc or both, the default.")
    private List<Layout> layouts = List.of(Layout.values());

    @Option(
            names = {"--type", "--dtype"},
            paramLabel = "float32|float64",
            description = "The element type; float32 by default.")
    private DType type = DType.FLOAT32;

    @Option(names = "--jobs", paramLabel = "LIST", split = ",", description = "Numbers of threads; 1 by default.")
    private List<Integer> jobs = List.of(1);

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = Parameters.SecondsConverter.class,
            description = "How long it may take, compiling the kernels not counted: 60s, the default, 2m, ...")
    private double budget = 60;

    @Option(names = "--output", paramLabel = "FILE", description = "The profile.")
    private Path output;

    @Option(names = "--check", paramLabel = "FILE", description = "Say what of a profile would be used here.")
    private Path check;

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    private final Registry algorithms = Planner.registry();
    private final Signature here = Signature.current(algorithms);

    @Override
    public Integer call() {
        if (explain) {
            PrintWriter out = spec.commandLine().getOut();
            sizes().forEach(n -> out.println(Gemm.explain(new GemmProblem(type, false, false, n, n, n, n, n, n))));
            return Explain.print(out, Planner.serial(), chosenLayers(), layouts, type);
        }
        if ((output == null) == (check == null)) {
            throw new ParameterException(spec.commandLine(), "tune needs --output FILE, or --check FILE");
        }
        if (check != null) {
            Collection<Choice> choices = read(check, "would not be used: ").choices();
            PrintWriter out = spec.commandLine().getOut();
            out.println(check + ": would be used");
            print(choices, Map.of());
            return 0;
        }
        if (!(budget > 0) || budget > 1e6) {
            throw new BadInput("budget is " + budget + " but must be above 0 seconds and at most 1000000");
        }
        WholeFile.check(output);
        List<Choice> known = Files.exists(output)
                ? new ArrayList<>(read(output, "is no profile to add to: ").choices())
                : new ArrayList<>();
        tune(tuners(), known);
        return 0;
    }

    /** The layers of all workloads that are networks. */
    private List<Layer> chosenLayers() {
        List<String> networks = new ArrayList<>(workloads);
        networks.removeIf(GEMM::equals);
        return networks.isEmpty() ? List.of() : Workloads.matching(Workloads.load(networks), layers);
    }

    private List<Integer> sizes() {
        return workloads.contains(GEMM) ? SIZES : List.of();
    }

    /** Each problem once, however many layers have it, and how many those are. */
    private Map<Tuner, Integer> tuners() {
        List<Integer> threads;
        try {
            threads = jobs.stream().map(Machine.current()::threads).distinct().toList();
        } catch (IllegalArgumentException zero) {
            throw new BadInput(zero.getMessage(), zero);
        }
        List<Layer> chosen = chosenLayers();
        Map<String, Tuner> byKey = new LinkedHashMap<>();
        Map<Tuner, Integer> counts = new LinkedHashMap<>();
        for (int each : threads) {
            for (Layout layout : layouts) {
                for (Layer layer : chosen) {
                    Tuner tuner = Tuner.of(layer, layout, type, each);
                    Tuner first = byKey.computeIfAbsent(tuner.key() + " " + each, key -> tuner);
                    counts.merge(first, layer.count(), Integer::sum);
                }
            }
        }
        sizes().forEach(n -> counts.put(Tuner.ofGemm(n, type), 1));
        return counts;
    }

    private void tune(Map<Tuner, Integer> tuners, List<Choice> known) {
        long start = System.nanoTime();
        long warm = start + (long) (budget * 1e9 * WARM_UP);
        long end = start + (long) (budget * 1e9);
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        List<Choice> found = new CopyOnWriteArrayList<>();
        Progress progress = cli.progress();
        int incomplete = 0;
        Thread hook = new Thread(() -> stopped(progress, found, counts, tuners.size()));
        Runtime.getRuntime().addShutdownHook(hook);
        try (progress) {
            int left = tuners.size();
            for (Tuner tuner : tuners.keySet()) {
                progress.bar(tuners.size() - left, tuners.size(), "warming up " + tuner);
                tuner.warmUp(Math.max(0, (warm - System.nanoTime()) / left--));
                if (System.nanoTime() > warm) {
                    break;
                }
            }
            left = tuners.size();
            for (Tuner tuner : tuners.keySet()) {
                if (!found.isEmpty() && System.nanoTime() > end) {
                    break;
                }
                progress.bar(tuners.size() - left, tuners.size(), "timing " + tuner);
                Tuner.Measured measured = tuner.measure(Math.max(0, (end - System.nanoTime()) / left--));
                if (measured == null) {
                    continue;
                }
                incomplete += measured.complete() ? 0 : 1;
                Choice choice = measured.choice();
                counts.put(choice.key(), tuners.get(tuner));
                found.add(choice);
                known.add(choice);
                String text = Profile.of(known).text(here);
                WholeFile.write(output, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
            }
        } finally {
            removeHook(hook);
        }
        print(found, counts);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %d problems timed in %.0f s%n",
                output,
                found.size(),
                (System.nanoTime() - start) / 1e9);
        if (incomplete > 0) {
            out.println("for " + incomplete + " of them the budget of " + budget
                    + " s did not suffice to try all block sizes; a longer one or fewer layers would");
        }
        if (found.size() < tuners.size()) {
            out.println(
                    tuners.size() - found.size() + " problems were not timed and keep their defaults: the budget of "
                            + budget + " s was over, or their kernels were not compiled in time");
        }
    }

    /** What a user sees who does not want to wait any longer; the profile was written after each layer. */
    private void stopped(Progress progress, List<Choice> found, Map<String, Integer> counts, int all) {
        progress.close();
        PrintWriter out = spec.commandLine().getOut();
        if (!found.isEmpty()) {
            print(List.copyOf(found), counts);
        }
        out.println("stopped after " + found.size() + " of " + all + (found.isEmpty() ? "" : ": " + output));
        out.flush();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook is running: this process is about to end
            return;
        }
    }

    private Profile read(Path file, String refusal) {
        try {
            return Profile.read(file, here, algorithms);
        } catch (IllegalArgumentException refused) {
            throw new BadInput(file + ": " + refusal + refused.getMessage(), refused);
        } catch (IOException problem) {
            throw BadInput.of(file, problem);
        }
    }

    /** What differs from the defaults, what that gains where the layers' counts are known, and whose bits change. */
    private void print(Collection<Choice> choices, Map<String, Integer> counts) {
        PrintWriter out = spec.commandLine().getOut();
        TextTable table =
                new TextTable(1, "problem", "jobs", "default", "us", "winner", "jobs", "blocks", "us", "gain", "bits");
        double before = 0;
        double after = 0;
        int changed = 0;
        int bits = 0;
        for (Choice choice : choices) {
            int count = counts.getOrDefault(choice.key(), 1);
            before += count * choice.standardMicros();
            after += count * choice.winnerMicros();
            if (choice.changes()) {
                changed++;
                bits += choice.sameBits() ? 0 : 1;
                table.row(
                        choice.problem(),
                        String.valueOf(choice.jobs()),
                        choice.standard(),
                        text("%.1f", choice.standardMicros()),
                        choice.winner(),
                        String.valueOf(choice.winnerJobs()),
                        choice.blocking().toString(),
                        text("%.1f", choice.winnerMicros()),
                        gain(choice.standardMicros(), choice.winnerMicros()),
                        choice.sameBits() ? "same" : "other");
            }
        }
        if (changed > 0) {
            table.lines().forEach(out::println);
        }
        out.println(changed + " of " + choices.size() + " choices differ from the default; " + bits
                + " of them sum in another order and give other bits");
        if (!counts.isEmpty()) {
            out.println("all problems: " + text("%.0f us by default, ", before) + text("%.0f us tuned, ", after)
                    + gain(before, after));
        }
    }

    private static String gain(double before, double after) {
        return text("%.1f %%", 100 * (before - after) / before);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
