package io.github.jconv.bench.peers.libraries;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.bench.peers.GradientData;
import io.github.jconv.bench.peers.Peer;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's gradients of a convolution, what its autograd calls: one of the three, by input, weights and bias, is asked for.
 * Each call makes the tensor of its output.
 */
final class PyTorchGradients implements Peer.Task {

    private final String variant;
    private final boolean byInput;
    private final Tensor x;
    private final Tensor weights;
    private final Tensor gradDst;
    private final long[] stride;
    private final long[] padding;
    private final long[] dilation;
    private final long groups;
    private final BoolPointer wanted;
    private final LongArrayRefOptional noBias = new LongArrayRefOptional();
    private final int elements;
    private T_TensorTensorTensor_T gradients;

    PyTorchGradients(String variant, GradientData data) {
        ConvProblem p = data.layer().problem(Layout.NCHW, DType.FLOAT32);
        Window w = p.window();
        if (w.padTop() != w.padBottom() || w.padLeft() != w.padRight()) {
            throw new UnsupportedOperationException("its padding is the same on both sides");
        }
        this.variant = variant;
        byInput = data.of() == GradientData.By.INPUT;
        x = tensor(data.x(), p.src());
        weights = tensor(data.weights(), Shape.nchw(p.k(), p.groupC(), w.r(), w.s()));
        gradDst = tensor(data.gradDst(), p.dst());
        stride = new long[] {w.strideH(), w.strideW()};
        padding = new long[] {w.padTop(), w.padLeft()};
        dilation = new long[] {w.dilationH(), w.dilationW()};
        groups = p.groups();
        wanted = new BoolPointer(3);
        wanted.put(0, byInput).put(1, !byInput).put(2, false);
        elements = byInput ? p.src().elements() : p.weightElements();
    }

    private Tensor tensor(float[] values, Shape shape) {
        return Tensor.create(values)
                .view(shape.n(), shape.c(), shape.h(), shape.w())
                .contiguous(variant.equals("nhwc") ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous);
    }

    @Override
    public String detail() {
        return "by " + (byInput ? "input, " : "weights, ") + variant;
    }

    @Override
    public void run() {
        release();
        gradients = torch.convolution_backward(
                gradDst, x, weights, noBias, stride, padding, dilation, false, new long[2], groups, wanted);
    }

    @Override
    public float[] output() {
        float[] values = new float[elements];
        try (Tensor gradient = byInput ? gradients.get0() : gradients.get1();
                Tensor plain = gradient.contiguous(torch.MemoryFormat.Contiguous)) {
            plain.data_ptr_float().get(values);
        }
        return values;
    }

    private void release() {
        if (gradients != null) {
            gradients.close();
            gradients = null;
        }
    }

    @Override
    public void close() {
        release();
        x.close();
        weights.close();
        gradDst.close();
        wanted.close();
        noBias.close();
    }
}
