package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Copies the input under a tile of {@link Bands} into the workspace, padding written out and strides split. */
final class BandCopyFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Every second lane, twice. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, lane -> 2 * lane % L);

    private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, -1L << (L / 2) & (1L << L) - 1);

    private final ConvProblem p;
    private final Window window;
    private final Bands bands;

    /** For each remainder of a column: the first and the end of a row's elements that are data, and the first's column. */
    private final int[] begin;

    private final int[] end;
    private final int[] column;

    BandCopyFloat(ConvProblem problem, Bands bands) {
        p = problem;
        window = problem.window();
        this.bands = bands;
        int stride = bands.stride();
        begin = new int[stride];
        end = new int[stride];
        column = new int[stride];
        int length = p.outW() + (window.extentW() - 1) / stride;
        for (int phase = 0; phase < stride; phase++) {
            int first = Math.min(length, Math.max(0, BlockingFloat.pieces(window.padLeft() - phase, stride)));
            int last = Math.floorDiv(p.src().w() - 1 + window.padLeft() - phase, stride) + 1;
            begin[phase] = first;
            end[phase] = Math.clamp(last, first, length);
            column[phase] = first * stride + phase - window.padLeft();
        }
    }

    /** Elements of the copy, and a vector that is written too far. */
    int elements() {
        return bands.inputRows(bands.mostRows()) * bands.rowStep() + 2 * L;
    }

    /** Copies what lies under {@code height} output rows of output planes k0 and on. */
    void run(float[] src, int srcImage, int k0, int planes, int oh0, int height, float[] to) {
        int inputRows = bands.inputRows(height);
        int ih0 = oh0 * window.strideH() - window.padTop();
        int plane = p.src().h() * p.src().w();
        int stride = bands.stride();
        for (int i = 0; i < inputRows; i++) {
            int row = i * bands.rowStep();
            int ih = ih0 + i;
            if (ih < 0 || ih >= p.src().h()) {
                zeros(to, row, row + bands.rowStep());
                continue;
            }
            for (int phase = 0; phase < stride; phase++) {
                int at = row + phase * bands.phaseStep();
                zeros(to, at, at + begin[phase]);
                int count = end[phase] - begin[phase];
                for (int g = 0; g < planes; g++) {
                    int from = srcImage
                            + (k0 + g) / p.groupK() * plane
                            + ih * p.src().w()
                            + column[phase];
                    int data = at + g * bands.pitch() + begin[phase];
                    if (stride == 1) {
                        copy(src, from, count, to, data);
                    } else {
                        everyNth(src, from, count, to, data);
                    }
                    int gap = data + count;
                    zeros(to, gap, g + 1 < planes ? data + bands.pitch() : at + bands.phaseStep());
                }
            }
        }
    }

    /** Whole vectors as long as the source has them: what is written too much the next copy overwrites. */
    private static void copy(float[] src, int from, int count, float[] to, int at) {
        int j = 0;
        for (; j < count && from + j + L <= src.length; j += L) {
            FloatVector.fromArray(S, src, from + j).intoArray(to, at + j);
        }
        for (; j < count; j++) {
            to[at + j] = src[from + j];
        }
    }

    /** Whole vectors too: everything is written in the order of its addresses. */
    private static void zeros(float[] to, int at, int end) {
        for (int j = at; j < end; j += L) {
            FloatVector.zero(S).intoArray(to, j);
        }
    }

    private void everyNth(float[] src, int from, int count, float[] to, int at) {
        int stride = bands.stride();
        int j = 0;
        if (stride == 2 && LanesFloat.MASKS) {
            for (; j < count && from + 2 * j + 2 * L <= src.length; j += L) {
                FloatVector low = FloatVector.fromArray(S, src, from + 2 * j);
                FloatVector high = FloatVector.fromArray(S, src, from + 2 * j + L);
                low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER).intoArray(to, at + j);
            }
        }
        for (; j < count; j++) {
            to[at + j] = src[from + j * stride];
        }
    }
}
