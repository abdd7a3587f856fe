package io.github.jconv.simd.plane;

import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The complex Fourier transform of a square tile, in radix 4 with one pass of radix 2 where the logarithm is odd. A pass
 * goes down the columns, a vector of columns at a time, so that all lanes share their twiddle factors; the square is
 * transposed between its two dimensions.
 *
 * <p>The forward transform leaves its results in the order the passes make, and transposed; the inverse takes them so. As
 * a product of spectra asks for no order, nothing is ever put into one. The inverse is not divided by anything.
 *
 * <p>A tile is {@code [2][size][step]}: real parts, then imaginary ones.
 */
final class FftFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Elements behind each row, so that rows do not fall on the same lines of the cache. */
    private static final int BEHIND = 16;

    private final int size;
    private final int step;

    /** From the real to the imaginary parts. */
    private final int half;

    /** For each pass of radix 4, each j: cosine and sine of once, twice and three times its angle. */
    private final float[][] twiddles;

    FftFloat(int size) {
        this.size = size;
        step = size + BEHIND;
        half = size * step;
        twiddles = new float[(Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size)) / 2][];
        for (int pass = 0, n = size; pass < twiddles.length; pass++, n /= 4) {
            twiddles[pass] = new float[n / 4 * 6];
            for (int i = 0; i < n / 4 * 3; i++) {
                int turns = i / 3 * (i % 3 + 1);
                double angle = -2 * Math.PI * turns / n;
                twiddles[pass][2 * i] = (float) Math.cos(angle);
                twiddles[pass][2 * i + 1] = (float) Math.sin(angle);
            }
        }
    }

    int size() {
        return size;
    }

    int step() {
        return step;
    }

    int half() {
        return half;
    }

    /** Elements of a tile. */
    int elements() {
        return 2 * half;
    }

    /** From the tile at {@code from}, which is spoilt, to the one at {@code to}. */
    void forward(float[] z, int from, int to) {
        down(z, from);
        transpose(z, from, to);
        down(z, to);
    }

    /** From the tile at {@code from}, which is spoilt, to the one at {@code to}, size * size times too large. */
    void inverse(float[] z, int from, int to) {
        up(z, from);
        transpose(z, from, to);
        up(z, to);
    }

    /** The product with a spectrum, element by element. */
    void multiply(float[] z, int at, float[] spectrum, int from) {
        for (int i = 0; i < half; i += L) {
            FloatVector xr = FloatVector.fromArray(S, z, at + i);
            FloatVector xi = FloatVector.fromArray(S, z, at + half + i);
            FloatVector hr = FloatVector.fromArray(S, spectrum, from + i);
            FloatVector hi = FloatVector.fromArray(S, spectrum, from + half + i);
            xi.neg().fma(hi, xr.mul(hr)).intoArray(z, at + i);
            xi.fma(hr, xr.mul(hi)).intoArray(z, at + half + i);
        }
    }

    private void transpose(float[] z, int from, int to) {
        for (int part = 0; part < elements(); part += half) {
            for (int i = 0; i < size; i += L) {
                for (int j = 0; j < size; j += L) {
                    TransposeFloat.square(z, from + part + i * step + j, step, z, to + part + j * step + i, step, L, L);
                }
            }
        }
    }

    private void down(float[] z, int at) {
        int n = size;
        for (float[] twiddle : twiddles) {
            int quarter = n / 4 * step;
            for (int group = 0; group < size; group += n) {
                for (int j = 0; j < n / 4; j++) {
                    downFour(size, z, at + (group + j) * step, quarter, half, twiddle, 6 * j);
                }
            }
            n /= 4;
        }
        if (n == 2) {
            two(z, at);
        }
    }

    private void up(float[] z, int at) {
        int n = size >> (2 * twiddles.length);
        if (n == 2) {
            two(z, at);
        }
        for (int pass = twiddles.length - 1; pass >= 0; pass--) {
            n *= 4;
            int quarter = n / 4 * step;
            for (int group = 0; group < size; group += n) {
                for (int j = 0; j < n / 4; j++) {
                    upFour(size, z, at + (group + j) * step, quarter, half, twiddles[pass], 6 * j);
                }
            }
        }
    }

    private static void downFour(int columns, float[] z, int at, int quarter, int half, float[] w, int j) {
        FloatVector c1 = FloatVector.broadcast(S, w[j]);
        FloatVector s1 = FloatVector.broadcast(S, w[j + 1]);
        FloatVector c2 = FloatVector.broadcast(S, w[j + 2]);
        FloatVector s2 = FloatVector.broadcast(S, w[j + 3]);
        FloatVector c3 = FloatVector.broadcast(S, w[j + 4]);
        FloatVector s3 = FloatVector.broadcast(S, w[j + 5]);
        int b = quarter;
        int c = 2 * quarter;
        int d = 3 * quarter;
        for (int i = at; i < at + columns; i += L) {
            FloatVector ar = FloatVector.fromArray(S, z, i);
            FloatVector br = FloatVector.fromArray(S, z, i + b);
            FloatVector cr = FloatVector.fromArray(S, z, i + c);
            FloatVector dr = FloatVector.fromArray(S, z, i + d);
            FloatVector ai = FloatVector.fromArray(S, z, i + half);
            FloatVector bi = FloatVector.fromArray(S, z, i + half + b);
            FloatVector ci = FloatVector.fromArray(S, z, i + half + c);
            FloatVector di = FloatVector.fromArray(S, z, i + half + d);
            FloatVector t0r = ar.add(cr);
            FloatVector t0i = ai.add(ci);
            FloatVector t1r = ar.sub(cr);
            FloatVector t1i = ai.sub(ci);
            FloatVector t2r = br.add(dr);
            FloatVector t2i = bi.add(di);
            FloatVector t3r = bi.sub(di); // (b - d) * -i
            FloatVector t3i = dr.sub(br);
            t0r.add(t2r).intoArray(z, i);
            t0i.add(t2i).intoArray(z, i + half);
            FloatVector ur = t1r.add(t3r);
            FloatVector ui = t1i.add(t3i);
            ui.neg().fma(s1, ur.mul(c1)).intoArray(z, i + b);
            ui.fma(c1, ur.mul(s1)).intoArray(z, i + half + b);
            FloatVector vr = t0r.sub(t2r);
            FloatVector vi = t0i.sub(t2i);
            vi.neg().fma(s2, vr.mul(c2)).intoArray(z, i + c);
            vi.fma(c2, vr.mul(s2)).intoArray(z, i + half + c);
            FloatVector xr = t1r.sub(t3r);
            FloatVector xi = t1i.sub(t3i);
            xi.neg().fma(s3, xr.mul(c3)).intoArray(z, i + d);
            xi.fma(c3, xr.mul(s3)).intoArray(z, i + half + d);
        }
    }

    /** Undoes {@link #downFour}, four times too large. */
    private static void upFour(int columns, float[] z, int at, int quarter, int half, float[] w, int j) {
        FloatVector c1 = FloatVector.broadcast(S, w[j]);
        FloatVector s1 = FloatVector.broadcast(S, w[j + 1]);
        FloatVector c2 = FloatVector.broadcast(S, w[j + 2]);
        FloatVector s2 = FloatVector.broadcast(S, w[j + 3]);
        FloatVector c3 = FloatVector.broadcast(S, w[j + 4]);
        FloatVector s3 = FloatVector.broadcast(S, w[j + 5]);
        int b = quarter;
        int c = 2 * quarter;
        int d = 3 * quarter;
        for (int i = at; i < at + columns; i += L) {
            FloatVector ar = FloatVector.fromArray(S, z, i);
            FloatVector ai = FloatVector.fromArray(S, z, i + half);
            FloatVector yr = FloatVector.fromArray(S, z, i + b);
            FloatVector yi = FloatVector.fromArray(S, z, i + half + b);
            FloatVector br = yi.fma(s1, yr.mul(c1));
            FloatVector bi = yr.neg().fma(s1, yi.mul(c1));
            yr = FloatVector.fromArray(S, z, i + c);
            yi = FloatVector.fromArray(S, z, i + half + c);
            FloatVector cr = yi.fma(s2, yr.mul(c2));
            FloatVector ci = yr.neg().fma(s2, yi.mul(c2));
            yr = FloatVector.fromArray(S, z, i + d);
            yi = FloatVector.fromArray(S, z, i + half + d);
            FloatVector dr = yi.fma(s3, yr.mul(c3));
            FloatVector di = yr.neg().fma(s3, yi.mul(c3));
            FloatVector t0r = ar.add(cr);
            FloatVector t0i = ai.add(ci);
            FloatVector t2r = ar.sub(cr);
            FloatVector t2i = ai.sub(ci);
            FloatVector t1r = br.add(dr);
            FloatVector t1i = bi.add(di);
            FloatVector t3r = br.sub(dr);
            FloatVector t3i = bi.sub(di);
            t0r.add(t1r).intoArray(z, i);
            t0i.add(t1i).intoArray(z, i + half);
            t0r.sub(t1r).intoArray(z, i + c);
            t0i.sub(t1i).intoArray(z, i + half + c);
            t2r.sub(t3i).intoArray(z, i + b); // t2 + i t3
            t2i.add(t3r).intoArray(z, i + half + b);
            t2r.add(t3i).intoArray(z, i + d);
            t2i.sub(t3r).intoArray(z, i + half + d);
        }
    }

    /** Sums and differences of neighbouring rows. */
    private void two(float[] z, int at) {
        for (int row = at; row < at + 2 * half; row += 2 * step) {
            for (int i = row; i < row + size; i += L) {
                FloatVector a = FloatVector.fromArray(S, z, i);
                FloatVector b = FloatVector.fromArray(S, z, i + step);
                a.add(b).intoArray(z, i);
                a.sub(b).intoArray(z, i + step);
            }
        }
    }
}
