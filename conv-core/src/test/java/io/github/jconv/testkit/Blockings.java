package io.github.jconv.testkit;

import io.github.jconv.ConvProblem;
import io.github.jconv.spi.Blocking;
import java.util.SplittableRandom;

/** Block sizes by chance, that is, by the problem: whoever plans it again gets the same. */
public final class Blockings {

    private Blockings() {}

    /**
     * Sizes for a problem, the same for every number of images, and small so that small problems fall into several blocks.
     *
     * @param p the problem
     * @return each size a kernel's own one time in four
     */
    public static Blocking of(ConvProblem p) {
        return of(p.withN(1).toString());
    }

    /**
     * Sizes for a text.
     *
     * @param text what they hang on
     * @return each size a kernel's own one time in four
     */
    public static Blocking of(String text) {
        SplittableRandom random = new SplittableRandom(text.hashCode());
        Blocking blocking = Blocking.DEFAULT;
        for (Blocking.Size size : Blocking.Size.values()) {
            int many = Math.min(size.most(), 8 * size.least() + 64);
            blocking = switch (random.nextInt(4)) {
                case 0 -> blocking;
                case 1 -> blocking.with(size, size.least());
                case 2 -> blocking.with(size, random.nextInt(size.least(), size.most() + 1));
                default -> blocking.with(size, random.nextInt(size.least(), many + 1));
            };
        }
        return blocking;
    }
}
