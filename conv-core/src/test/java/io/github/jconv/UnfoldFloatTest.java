package io.github.jconv;

import io.github.jconv.reference.ReferenceUnfoldFloat;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.TensorsFloat;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The same bits as the reference, whatever the window: runs of neighbours change no order of summation. */
class UnfoldFloatTest {

    @Property(tries = 400)
    void runsGiveTheBitsOfTheReference(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Unfold unfold = Unfold.of(random.nextInt(1, 5), random.nextInt(1, 5))
                .stride(random.nextInt(1, 5), random.nextInt(1, 5))
                .dilation(random.nextInt(1, 4), random.nextInt(1, 4))
                .padding(Padding.of(random.nextInt(12), random.nextInt(12), random.nextInt(12), random.nextInt(12)));
        Window bare = unfold.bare();
        Shape image = new Shape(
                random.nextBoolean() ? Layout.NCHW : Layout.NHWC,
                random.nextInt(4),
                random.nextInt(1, 7),
                random.nextInt(8) == 0 ? bare.extentH() : bare.extentH() + random.nextInt(7),
                random.nextInt(8) == 0 ? bare.extentW() : bare.extentW() + random.nextInt(20));
        if (random.nextInt(4) == 0) { // a plane less than its window
            unfold = unfold.padding(Padding.of(bare.extentH() - 1, bare.extentW() - 1));
            image = new Shape(image.layout(), image.n(), image.c(), 1, 1);
        }
        Window window = unfold.padding().resolve(bare, image.h(), image.w());
        float[] x = TensorsFloat.random(image.elements(), seed);
        float[] columns = new float[unfold.columnElements(image)];
        ReferenceUnfoldFloat.unfold(window, image, x, columns);
        Shape flat = Shape.nchw(1, 1, 1, Math.max(1, columns.length));
        if (columns.length > 0) {
            CompareFloat.bitwise(unfold, flat, columns, unfold.unfold(x, image));
        }
        float[] any = TensorsFloat.random(columns.length, seed + 1);
        float[] folded = new float[x.length];
        ReferenceUnfoldFloat.fold(window, image, any, folded);
        CompareFloat.bitwise(unfold, image, folded, unfold.fold(any, image));
    }
}
