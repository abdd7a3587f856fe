package io.github.jconv.bench.jmh;

import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.pack.PackFloat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What does it cost to bring a block of a matrix into the order in which the micro-kernel reads it? Each element is read and
 * written once; a block of B as it lies, of B transposed, and of A, which must be turned as well. Rows a power of two apart
 * fall into few sets of the first cache, which {@code ld} shows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PackingBench {

    /** Rows of a block of B, columns of one of A. */
    private static final int KC = 256;

    /** Columns of B; rows of A are as many. */
    private static final int COLUMNS = 112;

    /** From one row of the matrix to the next. */
    @Param({"1000", "1024"})
    public int ld;

    /** Floats between the start of either array and its first element; see {@link OwnRegion}. */
    @Param({"0", OwnRegion.ALIGNED})
    public int shift;

    private float[] matrix;
    private float[] panels;

    /** Every element is its own index, so that each can be looked for where it belongs. */
    @Setup
    public void open() {
        matrix = OwnRegion.floats(shift, KC * ld);
        for (int i = 0; i < KC * ld; i++) {
            matrix[shift + i] = i;
        }
        int rows = (COLUMNS + BlockingFloat.MR - 1) / BlockingFloat.MR;
        panels = OwnRegion.floats(
                shift, Math.max(PackFloat.panelElements(KC, COLUMNS), rows * KC * BlockingFloat.COLUMN_STEP));
        int nr = BlockingFloat.NR;
        int step = BlockingFloat.COLUMN_STEP;
        for (int p : new int[] {0, 1, KC / 2, KC - 1}) {
            for (int j = 0; j < COLUMNS; j++) {
                panels();
                require(j / nr * nr * KC + p * nr + j % nr, p * ld + j);
                panelsTransposed();
                require(j / nr * nr * KC + p * nr + j % nr, j * ld + p);
                columns();
                require(j / BlockingFloat.MR * step * KC + p * step + j % BlockingFloat.MR, j * ld + p);
            }
        }
    }

    private void require(int place, int index) {
        if (panels[shift + place] != matrix[shift + index]) {
            throw new IllegalStateException("element " + index + " is not at " + place + ": " + panels[shift + place]);
        }
    }

    /**
     * A block of B.
     *
     * @return the panels
     */
    @Benchmark
    public float[] panels() {
        PackFloat.panels(matrix, shift, ld, KC, COLUMNS, panels, shift);
        return panels;
    }

    /**
     * A block of B that is stored transposed.
     *
     * @return the panels
     */
    @Benchmark
    public float[] panelsTransposed() {
        PackFloat.panelsTransposed(matrix, shift, ld, KC, COLUMNS, panels, shift);
        return panels;
    }

    /**
     * As many rows of A.
     *
     * @return the panels
     */
    @Benchmark
    public float[] columns() {
        for (int i = 0; i < COLUMNS; i += BlockingFloat.MR) {
            int rows = Math.min(BlockingFloat.MR, COLUMNS - i);
            int to = shift + i / BlockingFloat.MR * BlockingFloat.COLUMN_STEP * KC;
            PackFloat.columns(matrix, shift + i * ld, ld, rows, KC, panels, to);
        }
        return panels;
    }

    /**
     * Counts what packing allocates.
     *
     * @param params which way
     */
    @TearDown
    public void close(BenchmarkParams params) {
        RunFacts.measure(
                params,
                Map.of("panels", this::panels, "panelsTransposed", this::panelsTransposed, "columns", this::columns));
    }
}
