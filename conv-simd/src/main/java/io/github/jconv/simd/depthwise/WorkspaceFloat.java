package io.github.jconv.simd.depthwise;

/** What a thread needs for a tile: room for numbers, and where the rows of a kernel's call lie. */
final class WorkspaceFloat {

    final float[] numbers;
    final float[][] x;
    final int[] xo;

    WorkspaceFloat(int elements, int inputRows) {
        numbers = new float[elements];
        x = new float[inputRows][];
        xo = new int[inputRows];
    }
}
