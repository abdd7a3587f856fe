package io.github.jconv.bench.jmh;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.GemmProblem;
import io.github.jconv.Layout;
import io.github.jconv.Precision;
import io.github.jconv.Tunable;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Workloads;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the plans of a suite's benchmarks compute. */
final class SuiteProblems {

    private SuiteProblems() {}

    /**
     * The problems of one benchmark.
     *
     * @param params its parameters
     * @return none where it makes no plan
     */
    static List<? extends Tunable> of(Suite suite, Map<String, String> params) {
        return switch (suite) {
            case REFERENCE, PORTABLE, SIMD, PARALLEL, ALGORITHM -> List.of(problem(layer(params), params));
            case PLANNING, FIRST_CALL -> List.of(problem(layer(params).withBatch(1), params));
            case NETWORK ->
                Workloads.load(List.of(params.get("network"))).stream()
                        .map(layer -> problem(layer, params))
                        .toList();
            case GEMM -> List.of(square(number(params, "n")));
            case PLANE -> {
                int h = number(params, "h");
                DType type = DType.valueOf(params.get("type"));
                yield List.of(PlaneBench.filter(number(params, "k")).problem(1, h, h, type, Precision.DEFAULT, false));
            }
            case DISPATCH -> List.of(DispatchBench.CONV.problem(DispatchBench.SRC, DType.FLOAT32, Precision.DEFAULT));
            case KERNEL, PACKING, SCHEDULER -> List.of();
        };
    }

    private static Layer layer(Map<String, String> params) {
        return Layer.parse(params.get("layer"));
    }

    private static ConvProblem problem(Layer layer, Map<String, String> params) {
        return layer.problem(Layout.valueOf(params.get("layout").toUpperCase(Locale.ROOT)), DType.FLOAT32);
    }

    private static GemmProblem square(int n) {
        return new GemmProblem(DType.FLOAT32, false, false, n, n, n, n, n, n);
    }

    private static int number(Map<String, String> params, String name) {
        return Integer.parseInt(params.get(name));
    }
}
