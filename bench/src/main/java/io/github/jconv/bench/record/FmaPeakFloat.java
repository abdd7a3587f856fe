package io.github.jconv.bench.record;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most fused multiply-adds a core does on float vectors, measured by a loop that touches no memory. It stands for
 * the theoretical peak, which needs a clock frequency nobody can read reliably.
 *
 * <p>Enough sums run side by side to hide the latency of each: 10 fit the 16 registers of AVX2, 24 the 32 of AVX-512
 * and Neon. The better of both is the peak. Only loaded where vectors are usable.
 */
final class FmaPeakFloat {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** With this factor sums stay below 2, however many iterations there are. */
    private static final float FACTOR = 0.5f;

    private static final float TERM = 1;

    /** Fewer vectors a second than any processor does: loops that C2 has not compiled yet, as on a busy machine. */
    private static final double NOT_COMPILED = 0.25e9;

    private static final int ATTEMPTS = 6;

    private FmaPeakFloat() {}

    /** Floating-point operations a second, in units of 10^9; NaN where the loops were never compiled. */
    static double gflops() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double vectors =
                    Math.max(Timing.bestRate(FmaPeakFloat::ten, 10), Timing.bestRate(FmaPeakFloat::twentyFour, 24));
            if (vectors > NOT_COMPILED) {
                return vectors * 2 * SPECIES.length() / 1e9;
            }
        }
        return Double.NaN;
    }

    /** The same from one short sample of each loop, by this thread's processor time. */
    static double slice(long nanos) {
        double vectors = Math.max(
                Timing.cpuRate(FmaPeakFloat::ten, 10, nanos / 2),
                Timing.cpuRate(FmaPeakFloat::twentyFour, 24, nanos / 2));
        return vectors * 2 * SPECIES.length() / 1e9;
    }

    private static double ten(int iterations) {
        FloatVector f = FloatVector.broadcast(SPECIES, FACTOR);
        FloatVector t = FloatVector.broadcast(SPECIES, TERM);
        FloatVector a = t, b = t, c = t, d = t, e = t, g = t, h = t, i = t, j = t, k = t;
        for (int n = 0; n < iterations; n++) {
            a = a.fma(f, t);
            b = b.fma(f, t);
            c = c.fma(f, t);
            d = d.fma(f, t);
            e = e.fma(f, t);
            g = g.fma(f, t);
            h = h.fma(f, t);
            i = i.fma(f, t);
            j = j.fma(f, t);
            k = k.fma(f, t);
        }
        return a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).lane(0);
    }

    private static double twentyFour(int iterations) {
        FloatVector f = FloatVector.broadcast(SPECIES, FACTOR);
        FloatVector t = FloatVector.broadcast(SPECIES, TERM);
        FloatVector a = t, b = t, c = t, d = t, e = t, g = t, h = t, i = t, j = t, k = t, l = t, m = t;
        FloatVector o = t, p = t, q = t, r = t, s = t, u = t, v = t, w = t, x = t, y = t, z = t, aa = t;
        for (int n = 0; n < iterations; n++) {
            a = a.fma(f, t);
            b = b.fma(f, t);
            c = c.fma(f, t);
            d = d.fma(f, t);
            e = e.fma(f, t);
            g = g.fma(f, t);
            h = h.fma(f, t);
            i = i.fma(f, t);
            j = j.fma(f, t);
            k = k.fma(f, t);
            l = l.fma(f, t);
            m = m.fma(f, t);
            o = o.fma(f, t);
            p = p.fma(f, t);
            q = q.fma(f, t);
            r = r.fma(f, t);
            s = s.fma(f, t);
            u = u.fma(f, t);
            v = v.fma(f, t);
            w = w.fma(f, t);
            x = x.fma(f, t);
            y = y.fma(f, t);
            z = z.fma(f, t);
            aa = aa.fma(f, t);
        }
        FloatVector first = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l)
                .add(m);
        FloatVector second = o.add(p)
                .add(q)
                .add(r)
                .add(s)
                .add(u)
                .add(v)
                .add(w)
                .add(x)
                .add(y)
                .add(z)
                .add(aa);
        return first.add(second).lane(0);
    }
}
