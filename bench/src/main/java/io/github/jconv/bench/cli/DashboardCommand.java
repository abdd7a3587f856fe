package io.github.jconv.bench.cli;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.dashboard.Dashboard;
import io.github.jconv.bench.record.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The page of records. */
@Command(
        name = "dashboard",
        description =
                "Makes one page, which asks nothing of the network, of any number of records and folders of records.",
        mixinStandardHelpOptions = true)
final class DashboardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RECORDS", description = "Files of results, and folders of such.")
    private List<Path> records;

    @Option(names = "--out", paramLabel = "FILE", description = "The page; dashboard.html by default.")
    private Path page = Path.of("dashboard.html");

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Also the drawing of the networks as a file of its own: of the newest commit that has any.")
    private Path drawing;

    @Override
    public Integer call() {
        WholeFile.check(page);
        if (drawing != null) {
            WholeFile.check(drawing);
        }
        List<Results> all = Results.load(records);
        for (Path place : records) {
            checkApart("--out", page, place);
            checkApart("--svg", drawing, place);
        }
        checkApart("--svg", drawing, page);
        if (drawing != null && !Dashboard.writeNetworks(drawing, all)) {
            throw new BadInput("--svg draws networks but no record has one");
        }
        Dashboard.write(page, all);
        spec.commandLine().getOut().println(all.size() + (all.size() == 1 ? " record: " : " records: ") + page);
        return 0;
    }

    /** A page does not take the place of what it is made of. */
    private static void checkApart(String option, Path written, Path other) {
        if (written != null
                && written.toAbsolutePath()
                        .normalize()
                        .equals(other.toAbsolutePath().normalize())) {
            throw new BadInput(option + " is " + written + " but that file is taken");
        }
    }
}
