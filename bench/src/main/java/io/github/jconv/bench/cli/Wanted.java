package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Gemm;
import io.github.jconv.GemmProblem;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.peers.PlaneData;
import io.github.jconv.bench.peers.Work;
import io.github.jconv.bench.peers.Works;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Workloads;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code bench} shall time: layers of networks, and workloads that are no networks.
 *
 * @param workloads as named
 * @param patterns that layers shall match; all do where there are none
 * @param quick whether one layer and one matrix are enough where nothing is named
 */
record Wanted(List<String> workloads, List<String> patterns, boolean quick) {

    private static final String GEMM = "gemm";
    private static final String POOLING = "pooling";
    private static final String PLANES = "planes";

    /** Workloads that are no networks. */
    private static final List<String> OTHERS = List.of(GEMM, POOLING, PLANES);

    private static final List<Integer> SIZES = List.of(256, 512, 1024, 2048);

    /** Whether neither workloads nor layers are named. */
    boolean unsaid() {
        return workloads.isEmpty() && patterns.isEmpty();
    }

    /** Whether products of matrices are named. */
    boolean gemms() {
        return workloads.contains(GEMM);
    }

    /** Rows of square matrices. */
    static List<Integer> sizes(boolean one) {
        return one ? List.of(1024) : SIZES;
    }

    /** Products of them in float32 and float64. */
    static List<Work.Gemm> products(boolean one) {
        return Stream.of(DType.values())
                .filter(type -> !one || type == DType.FLOAT32)
                .flatMap(type -> sizes(one).stream().map(n -> new Work.Gemm(type, n)))
                .toList();
    }

    /** Whether only workloads are named that are no networks. */
    boolean noNetworks() {
        return !workloads.isEmpty() && OTHERS.containsAll(workloads);
    }

    /** The networks; ResNet-50 where none is named. */
    List<String> networks() {
        List<String> networks =
                workloads.stream().filter(name -> !OTHERS.contains(name)).toList();
        return networks.isEmpty() ? List.of("resnet50") : networks;
    }

    /** Layers of {@link #networks}. */
    List<Layer> layers() {
        return Workloads.matching(Workloads.load(networks()), quick && unsaid() ? List.of("resnet50-03") : patterns);
    }

    /** Poolings and filters over planes. */
    List<Work> others() {
        List<Work> works = new ArrayList<>();
        if (workloads.contains(POOLING)) {
            works.addAll(Works.POOLINGS);
        }
        if (workloads.contains(PLANES)) {
            works.addAll(Works.PLANES);
        }
        return works;
    }

    /** Prints what every algorithm says to all of it. */
    int explain(PrintWriter out, Planner planner, List<Layout> layouts) {
        if (gemms()) {
            SIZES.forEach(
                    n -> out.println(Gemm.explain(new GemmProblem(DType.FLOAT32, false, false, n, n, n, n, n, n))));
        }
        if (workloads.contains(POOLING)) {
            for (Work.Pool work : Works.POOLINGS) {
                Shape src = work.src();
                for (Layout layout : layouts) {
                    Shape turned = new Shape(layout, src.n(), src.c(), src.h(), src.w());
                    out.println(planner.explain(work.pool(), turned, DType.FLOAT32));
                }
            }
        }
        if (workloads.contains(PLANES)) {
            for (Work.Plane work : Works.PLANES) {
                PlaneData data = PlaneData.of(1, work.k()); // the filter, whatever the plane
                out.println(planner.explain(data.geometry(), 1, work.size(), work.size(), data.filter()));
            }
        }
        return noNetworks() ? 0 : Explain.print(out, planner, layers(), layouts, DType.FLOAT32);
    }
}
