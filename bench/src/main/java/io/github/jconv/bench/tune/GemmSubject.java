package io.github.jconv.bench.tune;

import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Gemm;
import io.github.jconv.GemmProblem;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceGemmDouble;
import io.github.jconv.reference.ReferenceGemmFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A product of square matrices, on one thread. */
final class GemmSubject implements Subject {

    /** Rows that are compared, first and last; all would take seconds. */
    private static final int ROWS = 8;

    private final int n;
    private final GemmProblem problem;

    GemmSubject(int n, DType type) {
        this.n = n;
        this.problem = new GemmProblem(type, false, false, n, n, n, n, n, n);
    }

    @Override
    public String key() {
        return problem.tuningKey();
    }

    @Override
    public String label() {
        return problem.tuningKey();
    }

    @Override
    public List<Explanation.Answer> answers() {
        return Gemm.explain(problem).answers();
    }

    @Override
    public Set<Blocking.Size> blocks(String algorithm) {
        return Gemm.algorithm(algorithm).blocks();
    }

    @Override
    public int enough(Blocking.Size size) {
        return size == Blocking.Size.MR ? size.most() : n;
    }

    @Override
    public Numbers numbers() {
        float[] a = Tensors.random(n * n, 1);
        float[] b = Tensors.random(n * n, 2);
        return problem.type() == DType.FLOAT32 ? new Floats(a, b) : new Doubles(Tensors.thirds(a), Tensors.thirds(b));
    }

    private record Product(Runnable once, Object output, String blocks) implements Planned {

        @Override
        public void run() {
            once.run();
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    /** The problem of one row. */
    private GemmProblem row() {
        return new GemmProblem(problem.type(), false, false, 1, n, n, n, n, n);
    }

    private static String blocks(Variant variant) {
        return variant.algorithm() + " " + variant.blocking();
    }

    /** Row i of those that are compared. */
    private int row(int i) {
        return i < ROWS ? i % n : Math.max(0, n - 1 - (i - ROWS));
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
            GemmAlgorithm algorithm = Gemm.algorithm(variant.algorithm()).with(variant.blocking());
            float[] c = new float[n * n];
            Arrays.fill(c, Float.NaN);
            return new Product(() -> algorithm.run(problem, 1, a, 0, b, 0, 0, c, 0), c, blocks(variant));
        }

        @Override
        public double worst(Object output) {
            float[] c = (float[]) output;
            double worst = 0;
            for (int i = 0; i < 2 * ROWS; i++) {
                int at = row(i) * n;
                float[] left = Arrays.copyOfRange(a, at, at + n);
                float[] expected = new float[n];
                ReferenceGemmFloat.gemm(row(), 1, left, 0, b, 0, 0, expected, 0);
                double[] sizes = magnitude(Tensors.widen(left), Tensors.widen(b));
                for (int j = 0; j < n; j++) {
                    worst = Math.max(worst, fraction(c[at + j], expected[j], sizes[j]));
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
            GemmAlgorithm algorithm = Gemm.algorithm(variant.algorithm()).with(variant.blocking());
            double[] c = new double[n * n];
            Arrays.fill(c, Double.NaN);
            return new Product(() -> algorithm.run(problem, 1, a, 0, b, 0, 0, c, 0), c, blocks(variant));
        }

        @Override
        public double worst(Object output) {
            double[] c = (double[]) output;
            double worst = 0;
            for (int i = 0; i < 2 * ROWS; i++) {
                int at = row(i) * n;
                double[] left = Arrays.copyOfRange(a, at, at + n);
                double[] expected = new double[n];
                ReferenceGemmDouble.gemm(row(), 1, left, 0, b, 0, 0, expected, 0);
                double[] sizes = magnitude(left, b);
                for (int j = 0; j < n; j++) {
                    worst = Math.max(worst, fraction(c[at + j], expected[j], sizes[j]));
                }
            }
            return worst;
        }
    }

    /** For each column the sum of the products' magnitudes. */
    private double[] magnitude(double[] left, double[] right) {
        double[] sums = new double[n];
        for (int q = 0; q < n; q++) {
            for (int j = 0; j < n; j++) {
                sums[j] += Math.abs(left[q] * right[q * n + j]);
            }
        }
        return sums;
    }

    private double fraction(double value, double expected, double magnitude) {
        double difference = Math.abs(value - expected);
        double allowed = Numerics.allowedDifference(problem.type(), n + 2L, magnitude, expected);
        double fraction = difference == 0 ? 0 : difference / allowed;
        return Double.isNaN(fraction) ? Double.POSITIVE_INFINITY : fraction;
    }
}
