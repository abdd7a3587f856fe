package io.github.jconv.bench.jmh;

import io.github.jconv.bench.BadInput;
import io.github.jconv.machine.Machine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The benchmarks, a class for each question. */
public enum Suite {
    /** The scalar reference. */
    REFERENCE(ReferenceBench.class, false),
    /** The portable loops. */
    PORTABLE(PortableBench.class, false),
    /** The planner's choice for one thread. */
    SIMD(SimdBench.class, true),
    /** The planner's choice for several threads. */
    PARALLEL(ParallelBench.class, false),
    /** Products of square matrices. */
    GEMM(GemmBench.class, false),
    /** One filter over a plane. */
    PLANE(PlaneBench.class, false),
    /** The innermost loop. */
    KERNEL(KernelBench.class, true),
    /** Blocks brought into the order of the innermost loop. */
    PACKING(PackingBench.class, true),
    /** Every algorithm that says yes. */
    ALGORITHM(AlgorithmBench.class, false),
    /** Whole networks, layer after layer. */
    NETWORK(NetworkBench.class, false),
    /** What a plan costs. */
    PLANNING(PlanningBench.class, false),
    /** What a run costs beside its arithmetic. */
    DISPATCH(DispatchBench.class, false),
    /** What tiles cost to hand out. */
    SCHEDULER(SchedulerBench.class, false),
    /** The first call of a virtual machine. */
    FIRST_CALL(FirstCallBench.class, false);

    private static final String ALL = "all";

    private final Class<?> bench;
    private final boolean vectors;

    Suite(Class<?> bench, boolean vectors) {
        this.bench = bench;
        this.vectors = vectors;
    }

    /** Whether this machine can run it. */
    private boolean usable() {
        return !vectors || Machine.current().vectors().usable();
    }

    /**
     * The rungs of the library: what a layer gains by each.
     *
     * @return those that this machine can run
     */
    public static List<Suite> rungs() {
        return usable(List.of(REFERENCE, PORTABLE, SIMD, PARALLEL, GEMM));
    }

    /**
     * Suites by name.
     *
     * @param names names as {@link #word} gives them, or all
     * @return the suites in their own order, without those that this machine cannot run
     * @throws BadInput if there is no such suite, or none of them can run
     */
    public static List<Suite> named(List<String> names) {
        List<String> known = Arrays.stream(values()).map(Suite::word).toList();
        for (String name : names) {
            if (!name.equals(ALL) && !known.contains(name)) {
                throw new BadInput("there is no suite " + name + " among " + String.join(", ", known) + " and " + ALL);
            }
        }
        List<Suite> chosen = usable(Arrays.stream(values())
                .filter(suite -> names.contains(ALL) || names.contains(suite.word()))
                .toList());
        if (chosen.isEmpty()) {
            throw new BadInput("the suites " + String.join(", ", names) + " need vectors: "
                    + Machine.current().vectors().refusal());
        }
        return chosen;
    }

    private static List<Suite> usable(List<Suite> suites) {
        return suites.stream().filter(Suite::usable).toList();
    }

    /**
     * Every name.
     *
     * @return names parted by commas
     */
    public static String names() {
        return Arrays.stream(values()).map(Suite::word).collect(Collectors.joining(", "));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What JMH looks benchmarks up by. */
    String pattern() {
        return "^" + bench.getName().replace(".", "\\.") + "\\.";
    }

    /** The suite of a benchmark, by JMH's name of it. */
    static Suite of(String benchmark) {
        return Arrays.stream(values())
                .filter(suite -> benchmark.matches(suite.pattern() + ".*"))
                .findFirst()
                .orElseThrow();
    }
}
