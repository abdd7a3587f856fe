package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;

/**
 * What the weight gradient of a pointwise convolution can do besides: it does not see where rows end, so a plane is one row;
 * and as no window shares pixels, input and output's gradient play the same part, so that either may be the rows of the
 * product.
 */
final class Pointwise {

    /** Channels of which an NHWC operand is read in place as columns: further apart they fall into too few cache sets. */
    private static final int NEAR = 64;

    /** Pixels of an NCHW plane from which on it is read in place: a kernel sums over one plane at a time. */
    private static final int LONG = 256;

    private Pointwise() {}

    /** Whether each output pixel comes from the input pixel in the same place alone. */
    static boolean is(ConvProblem p) {
        Window w = p.window();
        return p.groups() == 1 && w.r() == 1 && w.s() == 1 && w.strideH() == 1 && w.strideW() == 1 && !w.isPadded();
    }

    /** Whether the product's rows are read where they lie: NHWC pixels are equally far apart, whatever their number. */
    static boolean rowsInPlace(ConvProblem p) {
        return is(p)
                && (p.src().layout() == Layout.NHWC || p.src().h() * p.src().w() >= LONG);
    }

    /** Whether an NHWC operand of so many channels is read in place as columns: whole panels that lie close together. */
    static boolean near(int channels, int nr) {
        return channels <= NEAR && channels % nr == 0;
    }

    /**
     * Whether the input is the rows and the output's gradient the columns, which are what is copied: in NCHW, where they are
     * transposed, the fewer channels; in NHWC the more, whose pixels are further apart, unless the fewer are read in place.
     */
    static boolean exchanged(ConvProblem p, int nr) {
        int c = p.src().c();
        boolean fewer = p.src().layout() == Layout.NCHW || near(Math.min(c, p.k()), nr);
        return fewer ? c > p.k() : c < p.k();
    }

    /** The problem whose rows are the product's rows, its planes one row. */
    static ConvProblem product(ConvProblem p, boolean exchanged) {
        int c = exchanged ? p.k() : p.src().c();
        int k = exchanged ? p.src().c() : p.k();
        Shape row = new Shape(
                p.src().layout(), p.src().n(), c, 1, p.src().h() * p.src().w());
        return new ConvProblem(row, k, Window.of(1, 1), 1, p.type(), p.activation(), p.precision(), p.accumulate());
    }
}
