package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;

/**
 * Weights and bias of an NHWC kernel as vectors of channels read them, zeros behind K.
 *
 * @param weights {@code [R * S * C / groups][step]}
 * @param bias {@code [step]}
 * @param step from one tap to the next
 */
record PackedFloat(float[] weights, float[] bias, int step) {

    /**
     * Packs.
     *
     * @param weights {@code [R * S * C / groups][K]}
     * @param bias null for zeros
     */
    static PackedFloat of(ConvProblem p, float[] weights, float[] bias) {
        int k = p.k();
        int step = Math.multiplyExact(BlockingFloat.pieces(k, LanesFloat.LANES), LanesFloat.LANES);
        int depth = p.depth();
        float[] packedWeights = new float[Math.multiplyExact(depth, step)];
        for (int q = 0; q < depth; q++) {
            System.arraycopy(weights, q * k, packedWeights, q * step, k);
        }
        float[] packedBias = new float[step];
        if (bias != null) {
            System.arraycopy(bias, 0, packedBias, 0, k);
        }
        return new PackedFloat(packedWeights, packedBias, step);
    }

    int elements() {
        return weights.length + bias.length;
    }
}
