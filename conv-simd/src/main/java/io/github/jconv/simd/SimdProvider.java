package io.github.jconv.simd;

import io.github.jconv.machine.Machine;
import io.github.jconv.machine.Vectors;
import io.github.jconv.simd.dense.FewChannels;
import io.github.jconv.simd.dense.Im2col;
import io.github.jconv.simd.dense.ImplicitGemm;
import io.github.jconv.simd.depthwise.Depthwise;
import io.github.jconv.simd.depthwise.Grouped;
import io.github.jconv.simd.gemm.PackedGemm;
import io.github.jconv.simd.gradient.WeightGemm;
import io.github.jconv.simd.plane.Direct;
import io.github.jconv.simd.plane.OverlapSave;
import io.github.jconv.simd.plane.Separable;
import io.github.jconv.simd.pool.PoolGradient;
import io.github.jconv.simd.pool.Pooling;
import io.github.jconv.simd.winograd.Winograd;
import io.github.jconv.simd.winograd.WinogradGradient;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.Provider;
import io.github.jconv.spi.WeightGradientAlgorithm;
import java.util.List;

/**
 * What conv-simd brings. Neither this class nor an algorithm's {@code judge} touches a vector class, so that the module
 * loads where the incubator module is absent; then one line is logged and every algorithm declines with the same reason.
 */
public final class SimdProvider implements Provider {

    /** Called by the service loader. */
    public SimdProvider() {
        Vectors vectors = Machine.current().vectors();
        if (!vectors.usable()) {
            System.getLogger("io.github.jconv")
                    .log(System.Logger.Level.WARNING, "JConv runs without vector kernels: " + vectors.refusal());
        }
    }

    @Override
    public List<Algorithm> algorithms() {
        return List.of(
                new Depthwise(),
                new Grouped(),
                new ImplicitGemm(),
                new FewChannels(),
                Winograd.f4x3(),
                Winograd.f2x3(),
                Winograd.f3x2(),
                new Im2col());
    }

    @Override
    public List<GemmAlgorithm> gemms() {
        return List.of(new PackedGemm());
    }

    @Override
    public List<WeightGradientAlgorithm> weightGradients() {
        return List.of(new WinogradGradient(), new WeightGemm());
    }

    @Override
    public List<PoolAlgorithm> pools() {
        return List.of(new Pooling());
    }

    @Override
    public List<PoolGradientAlgorithm> poolGradients() {
        return List.of(new PoolGradient());
    }

    @Override
    public List<PlaneAlgorithm> planes() {
        return List.of(new Separable(), new Direct(), new OverlapSave());
    }
}
