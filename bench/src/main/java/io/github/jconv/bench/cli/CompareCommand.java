package io.github.jconv.bench.cli;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.record.Comparison;
import io.github.jconv.bench.record.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The regression gate. */
@Command(
        name = "compare",
        description = {
            "Compares two records, or two folders of records of one state each, and prints a summary in Markdown.",
            "A change counts where its 95 %% interval leaves out zero and it is larger than what the same code differs by"
                    + " on that machine. Exit code 3: with --fail-above, something of JConv has become slower by more."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

    /** Neither bad input nor a failure of ours. */
    private static final int SLOWER = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "results.json, or a folder of records.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "The same of the new state.")
    private Path young;

    @Option(
            names = "--fail-above",
            paramLabel = "PERCENT",
            description = "How much a time may grow, for example 5%%; nothing is forbidden by default.")
    private String failAbove;

    @Option(names = "--all", description = "Show what did not change, too.")
    private boolean all;

    @Option(names = "--any-machine", description = "Compare records of different machines.")
    private boolean anyMachine;

    @Override
    public Integer call() {
        double limit = failAbove == null ? Double.NaN : part(failAbove);
        Comparison comparison = new Comparison(Results.load(List.of(old)), Results.load(List.of(young)), anyMachine);
        comparison.markdown(limit, all).forEach(spec.commandLine().getOut()::println);
        return !Double.isNaN(limit) && !comparison.worse(limit).isEmpty() ? SLOWER : 0;
    }

    private static double part(String percent) {
        String number = percent.endsWith("%") ? percent.substring(0, percent.length() - 1) : percent;
        try {
            double value = Double.parseDouble(number);
            if (value >= 0 && Double.isFinite(value)) {
                return value / 100;
            }
        } catch (NumberFormatException noNumber) {
            throw new BadInput("--fail-above is '" + percent + "' but needs a percentage such as 5%", noNumber);
        }
        throw new BadInput("--fail-above is '" + percent + "' but needs at least 0%");
    }
}
