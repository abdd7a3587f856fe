package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Gradients;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.peers.GradientContest;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Gradients beside oneDNN's and PyTorch's; for docs/gradients.md. */
@Command(
        name = "gradients",
        hidden = true,
        description = {
            "Times the gradients of a network's layers by input and by weights, resnet50's by default, and oneDNN's and"
                    + " PyTorch's in turns with them.",
            "The gradient of a strided layer by its input is a transposed convolution."
        },
        mixinStandardHelpOptions = true)
final class GradientsCommand implements Callable<Integer> {

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions wanted;

    @Option(names = "--batch", paramLabel = "N", description = "Images; 8 by default.")
    private int batch = 8;

    @Option(names = "--jobs", paramLabel = "LIST", split = ",", description = "Numbers of threads; 1 by default.")
    private List<Integer> jobs = List.of(1);

    @Option(names = "--peers", description = "Time oneDNN and PyTorch beside JConv; bench/conv downloads them first.")
    private boolean peers;

    @Option(names = "--quick", description = "Shorter turns.")
    private boolean quick;

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    @Option(names = "--output", paramLabel = "DIR", description = "Where the files go.")
    private Path output;

    @Override
    public Integer call() {
        if (batch < 1) {
            throw new BadInput("batch is " + batch + " but at least 1 image is needed");
        }
        List<Layer> chosen = wanted.layers("resnet50").stream()
                .map(layer -> layer.withBatch(batch))
                .toList();
        if (explain) {
            explain(chosen);
            return 0;
        }
        if (output == null) {
            throw new ParameterException(spec.commandLine(), "gradients needs --output DIR, or --explain");
        }
        List<Integer> threads;
        try {
            threads = jobs.stream().map(Machine.current()::threads).distinct().toList();
        } catch (IllegalArgumentException zero) {
            throw new BadInput(zero.getMessage(), zero);
        }
        if (peers && BenchCommand.PEERS.equals(BenchCommand.LATER)) {
            return BenchCommand.BUILD_PEERS;
        }
        if (peers && BenchCommand.PEERS.isEmpty()) {
            throw new BadInput(
                    "--peers needs libraries that only bench/conv builds; start it as bench/conv gradients --peers");
        }
        GradientContest contest =
                new GradientContest(chosen, threads, quick, peers ? Path.of(BenchCommand.PEERS) : null);
        PrintWriter out = spec.commandLine().getOut();
        out.println(chosen.size() + (chosen.size() == 1 ? " layer" : " layers")
                + (peers ? " by JConv and its peers" : "") + ", about " + BenchCommand.duration(contest.seconds()));
        out.flush();
        return contest.run(output, out, cli.progress()) ? 0 : 1;
    }

    private void explain(List<Layer> chosen) {
        PrintWriter out = spec.commandLine().getOut();
        Gradients gradients = Planner.serial().gradients();
        for (Layer layer : chosen) {
            for (Layout layout : Layout.values()) {
                Shape src = layer.src(layout);
                String label = layer.name() + ", " + layer;
                out.println(label + " by the input");
                out.println(gradients.explainInput(layer.conv(), src, DType.FLOAT32));
                out.println(label + " by the weights");
                out.println(gradients.explainWeights(layer.conv(), src, DType.FLOAT32));
            }
        }
    }
}
