package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.tune.CutoffSearch;
import io.github.jconv.bench.tune.Tuner;
import io.github.jconv.machine.Machine;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Cutoff;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures which algorithm is fastest here, for planners to know. */
@Command(
        name = "tune",
        description = {
            "Times, on each problem, every algorithm that says yes, with the jobs asked for and alone, then block sizes of"
                    + " the fastest (rows of its micro-kernel, MC, KC, NC, pixels of a tile), and with several jobs the"
                    + " work from which sharing pays, and writes what is fastest into a profile that planners read:"
                    + " Planner.builder().profile(FILE), -Djconv.profile=FILE or JCONV_PROFILE=FILE.",
            "resnet50 is tuned where nothing else is named.",
            "A profile that is there already gains the new choices. The file is written after each problem, so Ctrl-C"
                    + " keeps what is done."
        },
        mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {

    /** Part of the budget in which the compiler sees all kernels. */
    private static final double WARM_UP = 0.2;

    /** Part of the budget in which the cutoff is looked for, for each number of jobs. */
    private static final double CUTOFF = 0.1;

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions wanted;

    @Option(
            names = "--problem",
            paramLabel = "KEY",
            description = "One problem as a profile names it, such as 'float32 NCHW 1x64x56x56 K64 k3x3 p1,1,1,1' or"
                    + " 'gemm float32 64x1000x256 tB'; can be repeated.")
    private List<String> keys = List.of();

    @Option(
            names = "--gradients",
            description =
                    "Tune the gradients of layers by input and by weights, and of poolings, in place of the forward"
                            + " computation.")
    private boolean gradients;

    @Option(names = "--layout", paramLabel = "LIST", split = ",", description = "nchw, nhwc or both, the default.")
    private List<Layout> layouts = List.of(Layout.values());

    @Option(names = "--type", paramLabel = "float32|float64", description = "The element type; float32 by default.")
    private DType type = DType.FLOAT32;

    @Option(names = "--dtype", hidden = true)
    void dtype(DType wanted) {
        type = wanted;
    }

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
            TuneProblems problems = problems();
            problems.labels().forEach((problem, label) -> {
                spec.commandLine().getOut().println(label);
                spec.commandLine().getOut().println(Planner.serial().explain(problem));
            });
            return 0;
        }
        if (output == null && check == null) {
            throw new ParameterException(spec.commandLine(), "tune needs --output FILE, or --check FILE");
        }
        if (output != null && check != null) {
            throw new ParameterException(
                    spec.commandLine(), "--check writes nothing and takes no --output: give one of them");
        }
        if (check != null) {
            Profile profile = read(check, "would not be used: ");
            try (Progress progress = cli.progress()) {
                ProfileReport.check(check, profile, progress)
                        .forEach(spec.commandLine().getOut()::println);
            }
            return 0;
        }
        if (!(budget > 0) || budget > 1e6) {
            throw new BadInput("budget is " + budget + " but must be above 0 seconds and at most 1000000");
        }
        WholeFile.check(output);
        Profile known = Files.exists(output) ? read(output, "is no profile to add to: ") : Profile.NONE;
        tune(threads(), known);
        return 0;
    }

    private TuneProblems problems() {
        return TuneProblems.of(wanted.workloads(), keys, wanted.patterns(), layouts, type, gradients);
    }

    private List<Integer> threads() {
        try {
            return jobs.stream().map(Machine.current()::threads).distinct().toList();
        } catch (IllegalArgumentException zero) {
            throw new BadInput(zero.getMessage(), zero);
        }
    }

    /** A tuner for each problem and number of jobs, and how many layers have that problem. */
    private static Map<Tuner, Integer> tuners(TuneProblems problems, List<Integer> threads) {
        Map<Tuner, Integer> counts = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        for (int each : threads) {
            problems.labels().forEach((problem, label) -> {
                Tuner tuner = Tuner.of(problem, label, each);
                if (known.add(tuner.key() + " " + tuner.jobs())) {
                    counts.put(tuner, problems.counts().get(problem));
                }
            });
        }
        return counts;
    }

    private void tune(List<Integer> threads, Profile before) {
        Map<Tuner, Integer> tuners = tuners(problems(), threads);
        long start = System.nanoTime();
        long end = start + (long) (budget * 1e9);
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        List<Choice> found = new CopyOnWriteArrayList<>();
        List<Choice> known = new ArrayList<>(before.choices());
        List<Cutoff> cutoffs = new ArrayList<>(before.cutoffs());
        List<String> said = new ArrayList<>();
        Progress progress = cli.progress();
        int incomplete = 0;
        Thread hook = new Thread(() -> stopped(progress, found, counts, tuners.size()));
        Runtime.getRuntime().addShutdownHook(hook);
        try (progress) {
            if (cutoffs(threads, cutoffs, said, progress)) {
                write(Profile.of(known, cutoffs));
            }
            warmUp(tuners.keySet(), System.nanoTime() + (long) (budget * 1e9 * WARM_UP), progress);
            int left = tuners.size();
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
                write(Profile.of(known, cutoffs));
            }
        } finally {
            removeHook(hook);
        }
        PrintWriter out = spec.commandLine().getOut();
        ProfileReport.measured(found, counts).forEach(out::println);
        said.forEach(out::println);
        out.printf(
                Locale.ROOT,
                "%s: %s timed in %.0f s%n",
                output,
                ProfileReport.count(found.size(), "problem"),
                (System.nanoTime() - start) / 1e9);
        if (incomplete > 0) {
            out.println("for " + incomplete + " of them the budget of " + budget
                    + " s did not suffice to try all block sizes; a longer one or fewer layers would");
        }
        int missing = tuners.size() - found.size();
        if (missing > 0) {
            out.println(ProfileReport.count(missing, "problem")
                    + (missing == 1
                            ? " was not timed and keeps its default"
                            : " were not timed and keep their defaults")
                    + ": the budget of " + budget + " s was over, or kernels were not compiled in time");
        }
    }

    private void write(Profile profile) {
        String text = profile.text(here);
        WholeFile.write(output, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Measures for each number of jobs from which work on sharing pays, and tells whether anything was measured. */
    private boolean cutoffs(List<Integer> threads, List<Cutoff> cutoffs, List<String> said, Progress progress) {
        for (int each : threads) {
            if (each == 1) {
                continue;
            }
            CutoffSearch.Found found =
                    CutoffSearch.measure(each, (long) (budget * 1e9 * CUTOFF), doing -> progress.show(0, 1, doing));
            Cutoff cutoff = found.cutoff(each);
            cutoffs.removeIf(old -> old.jobs() == each);
            if (cutoff != null) {
                cutoffs.add(cutoff);
            }
            said.add(found.text(each));
        }
        return !said.isEmpty();
    }

    private static void warmUp(Collection<Tuner> tuners, long end, Progress progress) {
        int left = tuners.size();
        for (Tuner tuner : tuners) {
            progress.bar(tuners.size() - left, tuners.size(), "warming up " + tuner);
            tuner.warmUp(Math.max(0, (end - System.nanoTime()) / left--));
            if (System.nanoTime() > end) {
                break;
            }
        }
    }

    /** What a user sees who does not want to wait any longer; the profile was written after each layer. */
    private void stopped(Progress progress, List<Choice> found, Map<String, Integer> counts, int all) {
        progress.close();
        PrintWriter out = spec.commandLine().getOut();
        if (!found.isEmpty()) {
            ProfileReport.measured(List.copyOf(found), counts).forEach(out::println);
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
}
