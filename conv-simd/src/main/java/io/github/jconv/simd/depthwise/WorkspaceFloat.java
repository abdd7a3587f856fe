package io.github.jconv.simd.depthwise;

/** What a thread needs for a tile: room for numbers, and where the rows of a kernel's call lie. */
final class WorkspaceFloat {

    final float[] numbers;
    final float[][] x;
    final int[] xo;
    final float[][] y;
    final int[] yo;

    WorkspaceFloat(int elements, int inputRows, int outputRows) {
        numbers = new float[elements];
        x = new float[inputRows][];
        xo = new int[inputRows];
        y = new float[outputRows][];
        yo = new int[outputRows];
    }
}
