package io.github.jconv.bench.demo;

import io.github.jconv.Planner;
import io.github.jconv.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer of the library as the demo runs it.
 *
 * @param name which layer
 * @param planner how its plans are made
 * @param jobs threads at the most
 */
record Contender(String name, Planner planner, int jobs) {

    /** The scalar loops everything else is measured against. */
    static final String REFERENCE = "reference";

    static final String PARALLEL = "parallel";

    /** All layers, slowest first; SIMD is left out where vectors are not usable. */
    static List<Contender> all() {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(
                REFERENCE, Planner.builder().algorithm("reference").build(), 1));
        contenders.add(new Contender(
                "portable", Planner.builder().algorithm("portable").build(), 1));
        if (Machine.current().vectors().usable()) {
            contenders.add(new Contender("simd", Planner.serial(), 1));
        }
        contenders.add(new Contender(
                PARALLEL, Planner.builder().jobs(-1).build(), Machine.current().threads(-1)));
        return contenders;
    }
}
