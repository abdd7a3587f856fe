package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Where the windows of NCHW pixels lie. Each depth element of neighbouring pixels is a run of neighbouring inputs once
 * padding is written out and, for a stride above 1, every column has been put with those of the same remainder (its phase);
 * and from channel to channel these runs are a step apart. So kernels need no more than a table of where the runs of each
 * kernel element start. The input under a tile is copied that way, {@code
 * [channel][row phase][column phase][row][column]}, phases that no kernel row or column falls into left out, unless the
 * source itself lies so.
 *
 * <p>Pixels of one output row are neighbours: a line. Where the copy has no columns besides, all rows of a tile are one line.
 * Where lines are too short to be computed one by one, the windows themselves are packed, all pixels of a tile in a line; and
 * where the copy would be too large, without one ({@link WindowsNchwFloat}).
 *
 * <p>Depth elements are in the order R S C: kernel rows outside the plane are left out at the ends.
 */
final class GatherNchwFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Elements of a cache line. */
    private static final int LINE = 64 / Float.BYTES;

    private final ConvProblem p;
    private final Window window;
    private final int strideW;
    private final boolean inPlace;
    private final boolean packs;

    /** Packs windows from the source; null where that is not done. */
    private final WindowsNchwFloat direct;

    /** Whether the lines of a tile follow each other without a gap. */
    private final boolean runsOn;

    private final Phases rows;
    private final Phases columns;

    /** From one output row to the next. */
    private final int lineStep;

    /** From one phase of the copy to the next, and from one channel to the next. */
    private final int phaseStep;

    private final int channelStep;

    /** From one depth element of the packed windows to the next. */
    private final int packedStep;

    /** Where each kernel element's input lies, from the first channel of a tile's first pixel on; and one entry more. */
    private final int[] lies;

    /** The same where windows are packed. */
    private static final int[] PACKED = new int[2];

    private final int mostPacked;

    /**
     * @param problem the problem
     * @param tiles its tiles
     * @param form how it is multiplied; pixels across are read in whole vectors, also beyond the end of a line that is shorter
     * @param kc the most depth elements packed at once
     */
    GatherNchwFloat(ConvProblem problem, Tiles tiles, NchwForm form, int kc) {
        p = problem;
        window = problem.window();
        strideW = window.strideW();
        packs = form.joined();
        packedStep = spread(Math.addExact(Math.multiplyExact(tiles.mostRows(), tiles.mostColumns()), L));
        mostPacked = packs ? kc : 0;
        direct = form.direct() ? new WindowsNchwFloat(problem, packedStep) : null;
        inPlace = direct == null && !window.isPadded() && strideW == 1 && !(form.across() && p.outW() < L);
        int r = direct == null ? window.r() : 1;
        int s = direct == null ? window.s() : 1;
        rows = Phases.of(r, window.dilationH(), window.strideH());
        columns = Phases.of(s, window.dilationW(), strideW);
        int pitch = Math.addExact(tiles.mostColumns(), columns.span());
        phaseStep = Math.addExact(Math.multiplyExact(Math.addExact(tiles.mostRows(), rows.span()), pitch), L);
        channelStep = inPlace
                ? p.src().h() * p.src().w()
                : spread(Math.multiplyExact(phaseStep, Math.multiplyExact(rows.count(), columns.count())));
        lineStep = inPlace ? window.strideH() * p.src().w() : pitch;
        runsOn = tiles.mostRows() == 1 || lineStep == p.outW();
        lies = new int[r * s + 1];
        for (int tap = 0; tap < lies.length - 1; tap++) {
            int i = tap / s;
            int j = tap % s;
            lies[tap] = inPlace
                    ? i * window.dilationH() * p.src().w() + j * window.dilationW()
                    : (rows.phases()[i] * columns.count() + columns.phases()[j]) * phaseStep
                            + rows.shifts()[i] * pitch
                            + columns.shifts()[j];
        }
    }

    /** At least so many elements, but an odd number of cache lines: an even one would use few sets of the cache. */
    private static int spread(int elements) {
        return (Math.ceilDiv(elements, LINE) | 1) * LINE;
    }

    /** Weights of one output channel in the order of the depth here. */
    void reorder(float[] weights, int from, float[] to, int toOffset) {
        int taps = window.r() * window.s();
        for (int c = 0; c < p.groupC(); c++) {
            for (int tap = 0; tap < taps; tap++) {
                to[toOffset + tap * p.groupC() + c] = weights[from + c * taps + tap];
            }
        }
    }

    /** Elements of the copy, and a vector more because reads are whole vectors. */
    int copyElements() {
        return inPlace || direct != null ? 0 : Math.addExact(Math.multiplyExact(p.groupC(), channelStep), 2 * L);
    }

    /** Elements of the packed windows. */
    int packedElements() {
        return Math.addExact(Math.multiplyExact(mostPacked, packedStep), L);
    }

    boolean inPlace() {
        return inPlace;
    }

    /** Whether the input under a tile is copied. */
    boolean copies() {
        return !inPlace && direct == null;
    }

    /** How pixels get to where they are read, for a description. */
    String detail() {
        return (inPlace ? " in place" : "") + (packs ? " packed" : "") + (direct == null ? "" : " directly");
    }

    boolean packs() {
        return packs;
    }

    /** Where each block of depth elements lies, from the first pixel of a tile on. */
    int[] table() {
        return packs ? PACKED : lies;
    }

    /** Depth elements of a block. */
    int block() {
        return packs ? mostPacked : p.groupC();
    }

    /** From one depth element of a block to the next. */
    int step() {
        return packs ? packedStep : channelStep;
    }

    /** Lines of a tile of so many rows. */
    int lines(int tileRows) {
        return packs || runsOn ? 1 : tileRows;
    }

    /** From one line to the next. */
    int lineStep() {
        return lineStep;
    }

    /** Where the first pixel of a tile lies in the source. */
    int origin(int image, int group, int oh0, int ow0) {
        return image
                + group * p.groupC() * p.src().h() * p.src().w()
                + oh0 * window.strideH() * p.src().w()
                + ow0;
    }

    /** Copies the input under a tile. */
    void copy(
            float[] src,
            int image,
            int group,
            int oh0,
            int tileRows,
            int ow0,
            int tileColumns,
            float[] copy,
            int copyOffset) {
        int h = p.src().h();
        int w = p.src().w();
        int iw = ow0 * strideW - window.padLeft();
        int count = tileColumns + columns.span();
        int first = 0;
        int end = count;
        for (int remainder : columns.remainders()) {
            first = Math.clamp(firstInside(iw + remainder), first, count);
            end = Math.clamp(endInside(iw + remainder), 0, end);
        }
        end = Math.max(first, end);
        for (int c = 0; c < p.groupC(); c++) {
            int plane = image + (group * p.groupC() + c) * h * w;
            for (int phase = 0; phase < rows.count(); phase++) {
                int y = oh0 * window.strideH() - window.padTop() + rows.remainders()[phase];
                int to = copyOffset + c * channelStep + phase * columns.count() * phaseStep;
                int copied = tileRows + rows.spans()[phase];
                int above = 0;
                while (above < copied && y + above * window.strideH() < 0) {
                    zeros(count, copy, to + above++ * lineStep);
                }
                int below = copied;
                while (below > above && y + (below - 1L) * window.strideH() >= h) {
                    below--;
                }
                if (above < below) {
                    int from = plane + (y + above * window.strideH()) * w + iw;
                    rows(src, from, below - above, first, end - first, copy, to + above * lineStep + first);
                    edge(src, from, below - above, iw, 0, first, copy, to + above * lineStep);
                    edge(src, from, below - above, iw, end, count, copy, to + above * lineStep);
                }
                for (int row = below; row < copied; row++) {
                    zeros(count, copy, to + row * lineStep);
                }
            }
        }
    }

    /** The first column of a phase that lies in the plane, if its column 0 is input column iw. */
    private int firstInside(int iw) {
        return iw >= 0 ? 0 : (-iw + strideW - 1) / strideW;
    }

    /** The column of a phase from which on none lies in the plane. */
    private int endInside(int iw) {
        int w = p.src().w();
        return iw >= w ? 0 : (w - 1 - iw) / strideW + 1;
    }

    private void zeros(int count, float[] to, int toOffset) {
        for (int phase = 0; phase < columns.count(); phase++) {
            int at = toOffset + phase * phaseStep;
            Arrays.fill(to, at, at + count, 0f);
        }
    }

    /** Some columns of all phases, some of which may lie outside the plane, of input rows that lie in it. */
    private void edge(float[] src, int from, int count, int iw, int first, int end, float[] to, int toOffset) {
        int w = p.src().w();
        int step = window.strideH() * w;
        for (int phase = 0; phase < columns.count(); phase++) {
            for (int i = first; i < end; i++) {
                int column = columns.remainders()[phase] + i * strideW;
                boolean inside = iw + column >= 0 && iw + column < w;
                int at = toOffset + phase * phaseStep + i;
                for (int row = 0; row < count; row++) {
                    to[at + row * lineStep] = inside ? src[from + column + row * step] : 0f;
                }
            }
        }
    }

    /** Columns of all phases that lie in the plane, from column first on, of input rows that lie in it, too. */
    private void rows(float[] src, int from, int count, int first, int length, float[] to, int toOffset) {
        if (length == 0) {
            return;
        }
        int start = from + first * strideW;
        int step = window.strideH() * p.src().w();
        int reach = ColumnPhasesFloat.reach(strideW, length);
        int whole = strideW == 1 || (strideW == 2 && LanesFloat.MASKS) ? count : 0;
        while (whole > 0 && start + (whole - 1L) * step + reach > src.length) {
            whole--;
        }
        if (strideW == 1) {
            ColumnPhasesFloat.neighbours(src, start, step, whole, length, to, toOffset, lineStep);
        } else if (columns.count() == 1) {
            ColumnPhasesFloat.everySecond(src, start, step, whole, length, to, toOffset, lineStep);
        } else if (length <= L) {
            ColumnPhasesFloat.bothPhasesOfFew(src, start, step, whole, to, toOffset, lineStep, phaseStep);
        } else {
            ColumnPhasesFloat.bothPhases(src, start, step, whole, length, to, toOffset, lineStep, phaseStep);
        }
        for (int row = whole; row < count; row++) {
            for (int phase = 0; phase < columns.count(); phase++) {
                int at = toOffset + phase * phaseStep + row * lineStep;
                for (int i = 0; i < length; i++) {
                    to[at + i] = src[start + row * step + columns.remainders()[phase] + i * strideW];
                }
            }
        }
    }

    /**
     * Writes depth elements q0 to q1 of all pixels of a tile side by side.
     *
     * @param image where the image starts in src
     * @param workspace holds the copy, if there is one, and receives the windows
     */
    void pack(
            float[] src,
            int image,
            int group,
            int oh0,
            int tileRows,
            int ow0,
            int tileColumns,
            int q0,
            int q1,
            float[] workspace,
            int copyOffset,
            int toOffset) {
        if (direct != null) {
            direct.pack(src, image, group, oh0, tileRows, ow0, tileColumns, q0, q1, workspace, toOffset);
        } else if (inPlace) {
            pack(src, origin(image, group, oh0, ow0), tileRows, tileColumns, q0, q1, workspace, toOffset);
        } else {
            pack(workspace, copyOffset, tileRows, tileColumns, q0, q1, workspace, toOffset);
        }
    }

    /** Whole vectors are written, in the order of their addresses: what one writes too much the next overwrites. */
    private void pack(
            float[] from, int fromOffset, int tileRows, int tileColumns, int q0, int q1, float[] to, int toOffset) {
        int end = lies[lies.length - 2] + (p.groupC() - 1) * channelStep + L;
        int lines = runsOn ? 1 : tileRows;
        int length = tileRows * tileColumns / lines;
        for (int line = 0; line < lines; line++) {
            int source = fromOffset + line * lineStep;
            int at = toOffset + line * length;
            boolean whole = source + (length - 1) / L * L + (long) end <= from.length;
            for (int q = q0; q < q1; ) {
                int tap = q / p.groupC();
                int stop = Math.min(q1, (tap + 1) * p.groupC());
                int place = source + lies[tap] + (q - tap * p.groupC()) * channelStep;
                channels(stop - q, length, whole, from, place, to, at);
                at += (stop - q) * packedStep;
                q = stop;
            }
        }
    }

    private void channels(
            int count, int length, boolean whole, float[] from, int fromOffset, float[] to, int toOffset) {
        int at = toOffset;
        int place = fromOffset;
        for (int c = 0; c < count; c++, at += packedStep, place += channelStep) {
            if (whole) {
                for (int i = 0; i < length; i += L) {
                    FloatVector.fromArray(S, from, place + i).intoArray(to, at + i);
                }
            } else {
                System.arraycopy(from, place, to, at, length);
            }
        }
    }
}
