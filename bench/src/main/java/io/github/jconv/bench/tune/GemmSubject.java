package io.github.jconv.bench.tune;

import io.github.jconv.DType;
import io.github.jconv.Gemm;
import io.github.jconv.GemmProblem;
import io.github.jconv.Tunable;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceGemmDouble;
import io.github.jconv.reference.ReferenceGemmFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import java.util.Set;

/** A product of matrices, on one thread. */
final class GemmSubject implements Subject {

    /** Rows that are compared, first and last; all would take seconds. */
    private static final int ROWS = 8;

    private final GemmProblem p;

    GemmSubject(GemmProblem problem) {
        this.p = problem;
    }

    @Override
    public Tunable problem() {
        return p;
    }

    @Override
    public Set<Blocking.Size> blocks(String algorithm) {
        return Gemm.algorithm(algorithm).blocks();
    }

    @Override
    public int enough(Blocking.Size size) {
        return switch (size) {
            case MR -> size.most();
            case KC -> p.k();
            case MC -> p.m();
            case NC, TILE -> p.n();
        };
    }

    @Override
    public Numbers numbers() {
        float[] a = Tensors.random(p.m() * p.k(), 1);
        float[] b = Tensors.random(p.k() * p.n(), 2);
        return p.type() == DType.FLOAT32 ? new Floats(a, b) : new Doubles(Tensors.thirds(a), Tensors.thirds(b));
    }

    private GemmAlgorithm algorithm(Variant variant) {
        return Gemm.algorithm(variant.algorithm()).with(variant.blocking());
    }

    private String line(GemmAlgorithm algorithm) {
        return algorithm.name() + " " + algorithm.detail(p);
    }

    /** The problem of one row. */
    private GemmProblem row() {
        return new GemmProblem(p.type(), p.transA(), p.transB(), 1, p.n(), p.k(), p.lda(), p.ldb(), p.ldc());
    }

    /** Row i of those that are compared. */
    private int row(int i) {
        return i < ROWS ? i % p.m() : Math.max(0, p.m() - 1 - (i - ROWS));
    }

    private final class Floats implements Numbers {

        private final float[] a;
        private final float[] b;

        Floats(float[] a, float[] b) {
            this.a = a;
            this.b = b;
        }

        @Override
        public Planned plan(Variant variant) {
            GemmAlgorithm algorithm = algorithm(variant);
            float[] c = new float[p.m() * p.n()];
            return new Planned(line(algorithm), () -> algorithm.run(p, 1, a, 0, b, 0, 0, c, 0), c, false, () -> {});
        }

        @Override
        public double worst(Object output) {
            float[] c = (float[]) output;
            double[] wideA = Tensors.widen(a);
            double[] wideB = Tensors.widen(b);
            double worst = 0;
            for (int i = 0; i < 2 * ROWS; i++) {
                int row = row(i);
                float[] expected = new float[p.n()];
                ReferenceGemmFloat.gemm(row(), 1, a, p.transA() ? row : row * p.lda(), b, 0, 0, expected, 0);
                double[] sizes = magnitude(row, wideA, wideB);
                for (int j = 0; j < p.n(); j++) {
                    worst = Math.max(worst, fraction(c[row * p.n() + j], expected[j], sizes[j]));
                }
            }
            return worst;
        }
    }

    private final class Doubles implements Numbers {

        private final double[] a;
        private final double[] b;

        Doubles(double[] a, double[] b) {
            this.a = a;
            this.b = b;
        }

        @Override
        public Planned plan(Variant variant) {
            GemmAlgorithm algorithm = algorithm(variant);
            double[] c = new double[p.m() * p.n()];
            return new Planned(line(algorithm), () -> algorithm.run(p, 1, a, 0, b, 0, 0, c, 0), c, false, () -> {});
        }

        @Override
        public double worst(Object output) {
            double[] c = (double[]) output;
            double worst = 0;
            for (int i = 0; i < 2 * ROWS; i++) {
                int row = row(i);
                double[] expected = new double[p.n()];
                ReferenceGemmDouble.gemm(row(), 1, a, p.transA() ? row : row * p.lda(), b, 0, 0, expected, 0);
                double[] sizes = magnitude(row, a, b);
                for (int j = 0; j < p.n(); j++) {
                    worst = Math.max(worst, fraction(c[row * p.n() + j], expected[j], sizes[j]));
                }
            }
            return worst;
        }
    }

    /** For each column of a row the sum of the products' magnitudes. */
    private double[] magnitude(int row, double[] a, double[] b) {
        double[] sums = new double[p.n()];
        for (int q = 0; q < p.k(); q++) {
            double left = a[p.transA() ? q * p.lda() + row : row * p.lda() + q];
            for (int j = 0; j < p.n(); j++) {
                sums[j] += Math.abs(left * b[p.transB() ? j * p.ldb() + q : q * p.ldb() + j]);
            }
        }
        return sums;
    }

    private double fraction(double value, double expected, double magnitude) {
        double difference = Math.abs(value - expected);
        double allowed = Numerics.allowedDifference(p.type(), p.k() + 2L, magnitude, expected);
        double fraction = difference == 0 ? 0 : difference / allowed;
        return Double.isNaN(fraction) ? Double.POSITIVE_INFINITY : fraction;
    }
}
