package io.github.jconv.bench.cli;

import io.github.jconv.bench.demo.Learn;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Gradients at work. */
@Command(
        name = "learn",
        description = {
            "Learns kernels by gradient descent: the edge detector [1,-1] in 10 steps, and two filters of a photograph.",
            "Prints the loss of each step and writes a page with curves and pictures."
        },
        mixinStandardHelpOptions = true)
final class LearnCommand implements Callable<Integer> {

    @ParentCommand
    private DemoCommand demo;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "jconv-learn",
            description = "Where the pictures and the page go; jconv-learn by default.")
    private Path output;

    @Option(
            names = "--explain",
            description = "Print what every algorithm says to each convolution and its gradients, and do nothing else.")
    private boolean explain;

    @Override
    public Integer call() {
        if (explain) {
            Learn.fromBundledPhoto(output).explain(spec.commandLine().getOut());
            return 0;
        }
        return Learn.fromBundledPhoto(output).run(spec.commandLine().getOut(), demo.progress()) ? 0 : 1;
    }
}
