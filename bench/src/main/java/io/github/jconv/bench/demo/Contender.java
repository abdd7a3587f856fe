package io.github.jconv.bench.demo;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A layer of the library as the demo runs it.
 *
 * @param name which layer
 * @param algorithm the one that it is, or {@link #VECTORS}
 * @param jobs threads at the most
 */
record Contender(String name, String algorithm, int jobs) {

    /** The scalar loops everything else is measured against. */
    static final String REFERENCE = "reference";

    static final String PORTABLE = "portable";

    static final String PARALLEL = "parallel";

    /** The cheapest vector algorithm: the planner may find the portable loops cheaper still, but those have their row. */
    private static final String VECTORS = "vectors";

    private static final Set<String> SCALAR = Set.of(REFERENCE, PORTABLE);

    /** All layers, slowest first; SIMD is left out, and the portable loops are shared, where vectors are not usable. */
    static List<Contender> all() {
        boolean vectors = Machine.current().vectors().usable();
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(REFERENCE, REFERENCE, 1));
        contenders.add(new Contender(PORTABLE, PORTABLE, 1));
        if (vectors) {
            contenders.add(new Contender("simd", VECTORS, 1));
        }
        contenders.add(new Contender(
                PARALLEL, vectors ? VECTORS : PORTABLE, Machine.current().threads(-1)));
        return contenders;
    }

    ConvPlan plan(Conv2d conv, Shape src, float[] weights, float[] bias) {
        String chosen = algorithm.equals(VECTORS) ? cheapestOnVectors(conv, src) : algorithm;
        return Planner.builder().jobs(jobs).algorithm(chosen).build().plan(conv, src, weights, bias);
    }

    private static String cheapestOnVectors(Conv2d conv, Shape src) {
        return Planner.serial().explain(conv, src, DType.FLOAT32).answers().stream()
                .filter(answer -> answer.accepted() && !SCALAR.contains(answer.algorithm()))
                .min(Comparator.comparingDouble(Explanation.Answer::cost))
                .orElseThrow() // implicit GEMM computes everything where vectors are usable
                .algorithm();
    }

    /** The same layer on the calling thread alone. */
    Contender alone() {
        return new Contender(name, algorithm, 1);
    }
}
