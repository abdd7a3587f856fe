package io.github.jconv.bench.peers;

import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.reference.ReferenceGemmFloat;
import java.util.List;
import java.util.Locale;

/** A library in this process whose variants are right, wrong, unable or broken. It notes what it runs. */
final class FakePeer implements Peer {

    private final String name;
    private final List<String> runs;

    FakePeer(String name, List<String> runs) {
        this.name = name;
        this.runs = runs;
    }

    @Override
    public String about() {
        return name + " 1.0\nof this test";
    }

    @Override
    public Task conv(String variant, ConvData data) {
        var layer = data.layer();
        float[] y = new float[data.outputElements()];
        try (var plan = Planner.serial().plan(layer.conv(), layer.src(Layout.NCHW), data.weights(), data.bias())) {
            plan.run(data.x(), y);
        }
        return task(variant, y);
    }

    @Override
    public Task gradient(String variant, GradientData data) {
        var layer = data.layer();
        var src = layer.src(Layout.NCHW);
        return task(
                variant,
                data.of() == GradientData.By.INPUT
                        ? layer.conv().inputGradient(data.gradDst(), src, data.weights())
                        : layer.conv().weightGradient(data.x(), src, data.gradDst()));
    }

    @Override
    public Task gemm(String variant, GemmData data) {
        int n = data.n();
        float[] c = new float[n * n];
        var problem = new io.github.jconv.GemmProblem(io.github.jconv.DType.FLOAT32, false, false, n, n, n, n, n, n);
        ReferenceGemmFloat.gemm(problem, 1, data.a(), 0, data.b(), 0, 0, c, 0);
        return task(variant, c);
    }

    @Override
    public Task pool(String variant, PoolData data) {
        return task(variant, data.pool().apply(data.x(), data.src()));
    }

    @Override
    public Task plane(String variant, PlaneData data) {
        float[] y = new float[data.x().length];
        try (var plan = Planner.builder()
                .algorithm("reference")
                .build()
                .plan(data.geometry(), 1, data.size(), data.size(), data.filter())) {
            plan.run(data.x(), y);
        }
        return task(variant, y);
    }

    private Task task(String variant, float[] result) {
        switch (variant.toLowerCase(Locale.ROOT)) {
            case "unable" -> throw new UnsupportedOperationException("no such thing");
            case "broken" -> throw new IllegalStateException("broke");
            case "wrong" -> result[result.length - 1] += 1;
            default -> {}
        }
        return new Task() {
            @Override
            public String detail() {
                return "made of\ttabs";
            }

            @Override
            public void run() {
                runs.add(name);
            }

            @Override
            public float[] output() {
                return result;
            }

            @Override
            public void close() {
                runs.add(name + " closed");
            }
        };
    }
}
