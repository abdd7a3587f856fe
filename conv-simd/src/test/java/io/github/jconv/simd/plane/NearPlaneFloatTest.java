package io.github.jconv.simd.plane;

import io.github.jconv.Border;
import io.github.jconv.ConvPlan;
import io.github.jconv.Padding;
import io.github.jconv.PlaneFilter;
import io.github.jconv.Planner;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.GuardedFloat;
import io.github.jconv.testkit.TensorsFloat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Filters up to 3x3, whose planes are read in place: the general contract meets few. */
@Tag("vector")
class NearPlaneFloatTest {

    /** A filter and the planes under it. */
    record Case(int r, int s, int h, int w, int count, Padding padding, Border border) {}

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Integer> filter = Arbitraries.of(1, 2, 3, 3);
        Arbitrary<Integer> rows = Arbitraries.of(3, 5, 6, 7, 8, 9, 13, 23, 24, 25, 26, 30, 49, 55);
        Arbitrary<Integer> columns =
                Arbitraries.of(3, 5, 9, 16, 17, 18, 31, 32, 33, 34, 35, 36, 63, 64, 65, 67, 98, 400);
        Arbitrary<Padding> padding = Arbitraries.of(
                Padding.same(),
                Padding.sameLower(),
                Padding.valid(),
                Padding.full(),
                Padding.of(1, 2, 0, 1),
                Padding.of(0, 0, 3, 2),
                Padding.of(7, 3, 1, 70));
        return Combinators.combine(
                        filter,
                        filter,
                        rows,
                        columns,
                        Arbitraries.of(0, 1, 1, 2),
                        padding,
                        Arbitraries.of(Border.class))
                .as(Case::new);
    }

    @Property(tries = 500)
    void smallIntegersAreExact(@ForAll("cases") Case c, @ForAll long seed) {
        float[] x = TensorsFloat.integers(c.count * c.h * c.w, seed);
        agree(c, x, TensorsFloat.integers(c.r * c.s, seed + 1));
    }

    /** What is not a number reaches exactly the windows that hold it; an infinite weight meets the zeros of the border. */
    @Property(tries = 200)
    void specialsStayInTheirWindows(@ForAll("cases") Case c, @ForAll long seed) {
        float[] x = TensorsFloat.integers(c.count * c.h * c.w, seed);
        float[] filter = TensorsFloat.integers(c.r * c.s, seed + 1);
        for (int i = 0; i < 3 && x.length > 0; i++) {
            x[(int) Math.floorMod(seed * (i + 1) + i, (long) x.length)] = i == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
        if (seed % 2 == 0) {
            filter[(int) Math.floorMod(seed, (long) filter.length)] = Float.POSITIVE_INFINITY;
        }
        agree(c, x, filter);
    }

    private static void agree(Case c, float[] x, float[] filter) {
        PlaneFilter plane = PlaneFilter.of(c.r, c.s).padding(c.padding).border(c.border);
        try (ConvPlan direct = plan("direct", plane, c, filter);
                ConvPlan reference = plan("reference", plane, c, filter)) {
            float[] expected = new float[reference.dstShape().elements()];
            reference.run(x, expected);
            GuardedFloat src = GuardedFloat.source(x);
            GuardedFloat dst = GuardedFloat.destination(expected.length);
            direct.run(src.array(), src.offset(), dst.array(), dst.offset());
            dst.assertMarksIntact(direct);
            CompareFloat.exact(c, direct.dstShape(), expected, dst.values());
        }
    }

    private static ConvPlan plan(String algorithm, PlaneFilter plane, Case c, float[] filter) {
        return Planner.builder().algorithm(algorithm).build().plan(plane, c.count, c.h, c.w, filter);
    }
}
