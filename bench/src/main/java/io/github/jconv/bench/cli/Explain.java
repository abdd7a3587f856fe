package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.spi.Blocking;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What {@code --explain} prints for the commands that plan many layers: they then do nothing else. */
final class Explain {

    static final String DESCRIPTION = "Print what every algorithm says to each layer, and do nothing else.";

    private Explain() {}

    /** What every algorithm said, where the planner gives only that. */
    static Explanation of(String problem, List<Explanation.Answer> answers) {
        String cheapest = answers.stream()
                .min(Comparator.comparingDouble(Explanation.Answer::cost))
                .orElseThrow() // the reference never declines
                .algorithm();
        return new Explanation(problem, cheapest, false, Blocking.DEFAULT, answers);
    }

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
