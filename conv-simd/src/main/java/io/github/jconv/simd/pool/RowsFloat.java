package io.github.jconv.simd.pool;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows or columns of a window that become one, a vector of them in registers. Each way stores what it has: a vector that
 * may come from several becomes an object at times.
 */
final class RowsFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;

    private RowsFloat() {}

    /**
     * The largest of vectors a step apart.
     *
     * @param x holds them
     * @param at where the first lies
     * @param count how many; few as a rule, so that the usual numbers are straight-line code
     * @param step from one to the next
     * @param y receives the vector
     * @param to where it goes
     */
    static void max(float[] x, int at, int count, int step, float[] y, int to) {
        if (count == 2) {
            FloatVector.fromArray(S, x, at)
                    .max(FloatVector.fromArray(S, x, at + step))
                    .intoArray(y, to);
            return;
        }
        if (count == 3) {
            FloatVector.fromArray(S, x, at)
                    .max(FloatVector.fromArray(S, x, at + step))
                    .max(FloatVector.fromArray(S, x, at + 2 * step))
                    .intoArray(y, to);
            return;
        }
        FloatVector all = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i++) {
            all = all.max(FloatVector.fromArray(S, x, at + i * step));
        }
        all.intoArray(y, to);
    }

    /**
     * The sum of vectors a step apart.
     *
     * @param x holds them
     * @param at where the first lies
     * @param count how many; few as a rule, so that the usual numbers are straight-line code
     * @param step from one to the next
     * @param y receives the vector
     * @param to where it goes
     */
    static void sum(float[] x, int at, int count, int step, float[] y, int to) {
        if (count == 2) {
            FloatVector.fromArray(S, x, at)
                    .add(FloatVector.fromArray(S, x, at + step))
                    .intoArray(y, to);
            return;
        }
        if (count == 3) {
            FloatVector.fromArray(S, x, at)
                    .add(FloatVector.fromArray(S, x, at + step))
                    .add(FloatVector.fromArray(S, x, at + 2 * step))
                    .intoArray(y, to);
            return;
        }
        FloatVector all = FloatVector.zero(S);
        for (int i = 0; i < count; i++) {
            all = all.add(FloatVector.fromArray(S, x, at + i * step));
        }
        all.intoArray(y, to);
    }

    /**
     * The largest of vectors at given places.
     *
     * @param x holds them
     * @param at what the places count from
     * @param shifts the places
     * @param y receives the vector
     * @param to where it goes
     */
    static void max(float[] x, int at, int[] shifts, float[] y, int to) {
        if (shifts.length == 2) {
            FloatVector.fromArray(S, x, at + shifts[0])
                    .max(FloatVector.fromArray(S, x, at + shifts[1]))
                    .intoArray(y, to);
            return;
        }
        if (shifts.length == 3) {
            FloatVector.fromArray(S, x, at + shifts[0])
                    .max(FloatVector.fromArray(S, x, at + shifts[1]))
                    .max(FloatVector.fromArray(S, x, at + shifts[2]))
                    .intoArray(y, to);
            return;
        }
        FloatVector all = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int shift : shifts) {
            all = all.max(FloatVector.fromArray(S, x, at + shift));
        }
        all.intoArray(y, to);
    }

    /**
     * The sum, divided, of vectors at given places.
     *
     * @param x holds them
     * @param at what the places count from
     * @param shifts the places
     * @param divisors of each column
     * @param q where those of the vector begin
     * @param divisor of all columns besides
     * @param y receives the vector
     * @param to where it goes
     */
    static void mean(float[] x, int at, int[] shifts, float[] divisors, int q, float divisor, float[] y, int to) {
        if (shifts.length == 2) {
            FloatVector.fromArray(S, x, at + shifts[0])
                    .add(FloatVector.fromArray(S, x, at + shifts[1]))
                    .div(FloatVector.fromArray(S, divisors, q).mul(divisor))
                    .intoArray(y, to);
            return;
        }
        if (shifts.length == 3) {
            FloatVector.fromArray(S, x, at + shifts[0])
                    .add(FloatVector.fromArray(S, x, at + shifts[1]))
                    .add(FloatVector.fromArray(S, x, at + shifts[2]))
                    .div(FloatVector.fromArray(S, divisors, q).mul(divisor))
                    .intoArray(y, to);
            return;
        }
        FloatVector all = FloatVector.zero(S);
        for (int shift : shifts) {
            all = all.add(FloatVector.fromArray(S, x, at + shift));
        }
        all.div(FloatVector.fromArray(S, divisors, q).mul(divisor)).intoArray(y, to);
    }
}
