package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.workload.Layer;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;

/** What {@code --explain} prints for the commands that plan many layers: they then do nothing else. */
final class Explain {

    static final String DESCRIPTION = "Print what every algorithm says to each layer, and do nothing else.";

    private Explain() {}

    static int print(PrintWriter out, Planner planner, List<Layer> layers, Collection<Layout> layouts, DType type) {
        for (Layer layer : layers) {
            for (Layout layout : layouts) {
                out.println(layer.name() + ", " + layer);
                out.println(planner.explain(layer.conv(), layer.src(layout), type));
            }
        }
        return 0;
    }
}
