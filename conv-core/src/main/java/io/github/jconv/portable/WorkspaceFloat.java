package io.github.jconv.portable;

/** What a tile needs besides its tensors. */
final class WorkspaceFloat {

    /** The tile's sums, {@code [row][width]}. */
    final float[][] sums;

    /** Pixels along the vectors: gathered windows, {@code [block][TAPS][width]}. */
    final float[][] vectors;

    /** Channels along the vectors: gathered windows, {@code [row][taps]}. */
    final float[] scales;

    WorkspaceFloat(Cut cut, int taps) {
        sums = new float[cut.mostRows()][cut.width()];
        vectors = cut.channelsAlong() ? new float[0][] : new float[taps / PassFloat.TAPS][PassFloat.TAPS * cut.width()];
        scales = new float[cut.channelsAlong() ? cut.mostRows() * taps : 0];
    }

    static int elements(Cut cut, int taps) {
        int rows = cut.mostRows();
        return rows * cut.width() + taps * (cut.channelsAlong() ? rows : cut.width());
    }
}
