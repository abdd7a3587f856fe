package io.github.jconv.bench.cli;

import io.github.jconv.bench.Progress;
import io.github.jconv.bench.demo.Demo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The first thing to run. */
@Command(
        name = "demo",
        subcommands = LearnCommand.class,
        description = {
            "Convolves two photographs by every layer of the library, checks that all agree, and shows the times.",
            "Takes less than a minute."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "jconv-demo",
            description = "Where the pictures and the page go; jconv-demo by default.")
    private Path output;

    @Option(
            names = "--explain",
            description = "Print what every algorithm says to each convolution of the demo, and do nothing else.")
    private boolean explain;

    @Override
    public Integer call() {
        if (explain) {
            Demo.ofBundledPhotos(output).explain(spec.commandLine().getOut());
            return 0;
        }
        return Demo.ofBundledPhotos(output).run(spec.commandLine().getOut(), cli.progress()) ? 0 : 1;
    }

    Progress progress() {
        return cli.progress();
    }
}
