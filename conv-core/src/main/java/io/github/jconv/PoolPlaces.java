package io.github.jconv;

/** The places of maxima, as max pooling finds them and its gradient takes them. */
final class PoolPlaces {

    private PoolPlaces() {}

    /** Refuses what is no place in the plane. */
    static void check(int[] indices, Shape src, Shape dst) {
        Checks.array("indices", indices, dst.elements());
        int least = -1;
        int most = -1;
        for (int i = 0; i < dst.elements(); i++) { // a loop that C2 makes vectors of
            least = Math.min(least, indices[i]);
            most = Math.max(most, indices[i]);
        }
        int plane = src.h() * src.w();
        if (least >= -1 && most < plane) {
            return;
        }
        for (int i = 0; i < dst.elements(); i++) {
            if (indices[i] < -1 || indices[i] >= plane) {
                throw new IllegalArgumentException("indices[" + i + "] is " + indices[i]
                        + " but must lie between -1 (none) and " + (plane - 1) + " in a plane of " + plane);
            }
        }
    }
}
