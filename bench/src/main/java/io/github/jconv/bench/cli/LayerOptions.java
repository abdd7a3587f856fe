package io.github.jconv.bench.cli;

import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Workloads;
import java.util.List;
import picocli.CommandLine.Option;

/** Which workloads and layers: the same options wherever a command takes some. */
final class LayerOptions {

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE.csv",
            split = ",",
            description =
                    "A network: resnet50, mobilenetv2, vgg19 or a file of layers. For bench and tune also gemm,"
                            + " square matrices; pooling; or planes, filters over planes. Can be repeated, or several joined by commas.")
    private List<String> workloads = List.of();

    @Option(
            names = "--layer",
            paramLabel = "PATTERN",
            description = "Only layers whose name or shape contains this; * stands for anything. Can be repeated.")
    private List<String> patterns = List.of();

    /** The workloads named. */
    List<String> workloads() {
        return workloads;
    }

    /** The patterns of layers. */
    List<String> patterns() {
        return patterns;
    }

    /** The layers asked for; of some networks where no workload is named. */
    List<Layer> layers(String... unsaid) {
        return Workloads.matching(Workloads.load(workloads.isEmpty() ? List.of(unsaid) : workloads), patterns);
    }
}
