package io.github.jconv.bench.peers.libraries;

import io.github.jconv.Layout;
import io.github.jconv.PoolProblem;
import io.github.jconv.bench.peers.GradientData;
import io.github.jconv.bench.peers.Peer;
import io.github.jconv.bench.peers.PoolData;
import io.github.jconv.bench.peers.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LPPool2dOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's poolings, eager, and gradients of convolutions; nothing is recorded for autograd. Each call makes the tensor of its output, as PyTorch's users have it; its
 * memory comes from the allocator's cache of freed ones.
 */
public final class PyTorch implements Peer {

    private static final int THREADS = Integer.getInteger(Worker.JOBS, 1);

    /** Held as long as the process lives. */
    private final NoGradGuard noGradients = new NoGradGuard();

    /** Made by its name in the worker's process. */
    public PyTorch() {
        torch.set_num_threads(THREADS);
    }

    @Override
    public String about() {
        String autograd = noGradients.isNull() ? "on" : "off";
        try {
            return Loader.getVersion("org.bytedeco", "pytorch") + ", autograd " + autograd + ", threads "
                    + torch.get_num_threads();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Task gradient(String variant, GradientData data) {
        return new PyTorchGradients(variant, data);
    }

    @Override
    public Task pool(String variant, PoolData data) {
        PoolProblem p = data.problem(Layout.NCHW);
        Tensor x = Tensor.create(data.x())
                .view(p.src().n(), p.src().c(), p.src().h(), p.src().w())
                .contiguous(variant.equals("nhwc") ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous);
        Supplier<Tensor> pooling = pooling(p, data, x);
        return new Task() {

            private Tensor y;

            @Override
            public String detail() {
                return data.pool().kind() + ", " + variant;
            }

            @Override
            public void run() {
                close(y);
                y = pooling.get();
            }

            @Override
            public float[] output() {
                float[] values = new float[p.dst().elements()];
                try (Tensor plain = y.contiguous(torch.MemoryFormat.Contiguous)) {
                    plain.data_ptr_float().get(values);
                }
                return values;
            }

            @Override
            public void close() {
                close(y);
                close(x);
            }

            private static void close(Tensor tensor) {
                if (tensor != null) {
                    tensor.close();
                }
            }
        };
    }

    private static Supplier<Tensor> pooling(PoolProblem p, PoolData data, Tensor x) {
        var w = p.window();
        long[] kernel = {w.r(), w.s()};
        long[] stride = {w.strideH(), w.strideW()};
        long[] padding = {w.padTop(), w.padLeft()};
        long[] dilation = {w.dilationH(), w.dilationW()};
        boolean ceil = data.pool().ceilMode();
        if (p.isMax()) {
            return () -> torch.max_pool2d(x, kernel, stride, padding, dilation, ceil);
        }
        if (p.isLp()) {
            LPPool2dOptions options = new LPPool2dOptions(p.norm(), new LongPointer(kernel));
            options.stride().put(stride);
            options.ceil_mode().put(ceil);
            return () -> torch.lp_pool2d(x, options);
        }
        if (data.pool().global()) {
            return () -> torch.adaptive_avg_pool2d(x, 1, 1);
        }
        boolean counted = data.pool().countIncludePad();
        LongOptional divisor = new LongOptional();
        return () -> torch.avg_pool2d(x, kernel, stride, padding, ceil, counted, divisor);
    }
}
