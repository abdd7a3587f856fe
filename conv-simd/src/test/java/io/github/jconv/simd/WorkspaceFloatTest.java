package io.github.jconv.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.spi.Blocking;
import io.github.jconv.testkit.Blockings;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.ExpectedFloat;
import io.github.jconv.testkit.GuardedFloat;
import io.github.jconv.testkit.Problems;
import io.github.jconv.testkit.TensorsFloat;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * However deep, wide or long a problem is, a thread's workspace takes at most 2 MiB besides packed weights; only im2col, whose
 * name says so, holds the whole matrix.
 */
class WorkspaceFloatTest {

    private static final long MOST = 2 << 20;

    /** What a test can afford to bind. */
    @Provide
    Arbitrary<ConvProblem> bound() {
        return Problems.large(DType.FLOAT32, 2_000_000_000, 400_000);
    }

    /** What it can afford to run, and the reference beside it. */
    @Provide
    Arbitrary<ConvProblem> run() {
        return Problems.large(DType.FLOAT32, 4_000_000, 400_000);
    }

    @Property(tries = 100)
    void everyAlgorithmKeepsToIt(@ForAll("bound") ConvProblem p) {
        float[] weights = new float[p.weightElements()];
        Conv2d conv = Problems.conv(p);
        for (Blocking blocking :
                new Blocking[] {Blocking.DEFAULT, Blockings.of(p), Blocking.DEFAULT.with(Blocking.Size.TILE, 4096)}) {
            Planner.Builder builder = Planner.builder().blocking(blocking).precision(p.precision());
            for (Explanation.Answer answer :
                    builder.build().explain(conv, p.src(), p.type()).answers()) {
                if (!answer.accepted() || answer.algorithm().equals("im2col")) {
                    continue;
                }
                Planner planner = builder.algorithm(answer.algorithm()).build();
                try (ConvPlan plan = planner.plan(conv, p.src(), weights, null)) {
                    assertThat(plan.workspaceBytes()).as(plan.toString()).isLessThanOrEqualTo(MOST);
                }
            }
        }
    }

    @Property(tries = 80)
    void andComputesWhatTheReferenceDoes(@ForAll("run") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.onIntegers(any);
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.integers(p.k(), seed + 2);
        float[] reference = ExpectedFloat.of(p, x, w, b).reference();
        Planner planner = Planner.builder().precision(p.precision()).build();
        try (ConvPlan plan = planner.plan(Problems.conv(p), p.src(), w, b)) {
            GuardedFloat src = GuardedFloat.source(x);
            GuardedFloat dst = GuardedFloat.destination(TensorsFloat.held(p));
            plan.run(src.array(), src.offset(), dst.array(), dst.offset());
            dst.assertMarksIntact(plan);
            CompareFloat.exact(plan, plan.dstShape(), reference, dst.values());
        }
    }
}
