package io.github.jconv.bench.peers.libraries;

import io.github.jconv.ConvProblem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A network of one convolution in ONNX's file format, which is protobuf: numbered fields, each a number or bytes. */
final class OnnxModel {

    static final String INPUT = "x";
    static final String OUTPUT = "y";

    private static final String WEIGHTS = "w";
    private static final String BIAS = "b";

    private static final int FORMAT = 8;
    private static final int OPERATORS = 13;
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INTS = 7;
    private static final int ATTRIBUTE_INT = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OnnxModel() {}

    /** The model's file. */
    static byte[] of(ConvProblem p, float[] weights, float[] bias) {
        var win = p.window();
        OnnxModel node = new OnnxModel()
                .field(1, INPUT)
                .field(1, WEIGHTS)
                .field(1, BIAS)
                .field(2, OUTPUT)
                .field(4, "Conv")
                .field(5, ints("kernel_shape", win.r(), win.s()))
                .field(5, ints("strides", win.strideH(), win.strideW()))
                .field(5, ints("pads", win.padTop(), win.padLeft(), win.padBottom(), win.padRight()))
                .field(5, ints("dilations", win.dilationH(), win.dilationW()))
                .field(5, new OnnxModel().field(1, "group").field(3, p.groups()).field(20, ATTRIBUTE_INT));
        OnnxModel graph = new OnnxModel()
                .field(1, node)
                .field(2, "graph")
                .field(5, tensor(WEIGHTS, weights, p.k(), p.groupC(), win.r(), win.s()))
                .field(5, tensor(BIAS, bias, p.k()))
                .field(
                        11,
                        value(
                                INPUT,
                                p.src().n(),
                                p.src().c(),
                                p.src().h(),
                                p.src().w()))
                .field(
                        12,
                        value(
                                OUTPUT,
                                p.dst().n(),
                                p.dst().c(),
                                p.dst().h(),
                                p.dst().w()));
        return new OnnxModel()
                .field(1, FORMAT)
                .field(7, graph)
                .field(8, new OnnxModel().field(2, OPERATORS))
                .out
                .toByteArray();
    }

    private static OnnxModel ints(String name, int... values) {
        OnnxModel attribute = new OnnxModel().field(1, name);
        for (int value : values) {
            attribute.field(8, value);
        }
        return attribute.field(20, ATTRIBUTE_INTS);
    }

    private static OnnxModel tensor(String name, float[] values, int... dims) {
        OnnxModel tensor = new OnnxModel();
        for (int dim : dims) {
            tensor.field(1, dim);
        }
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor.field(2, FLOAT).field(8, name).field(9, raw.array());
    }

    private static OnnxModel value(String name, int... dims) {
        OnnxModel shape = new OnnxModel();
        for (int dim : dims) {
            shape.field(1, new OnnxModel().field(1, dim));
        }
        OnnxModel type = new OnnxModel().field(1, FLOAT).field(2, shape);
        return new OnnxModel().field(1, name).field(2, new OnnxModel().field(1, type));
    }

    private OnnxModel field(int number, long value) {
        varint((long) number << 3);
        varint(value);
        return this;
    }

    private OnnxModel field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private OnnxModel field(int number, OnnxModel message) {
        return field(number, message.out.toByteArray());
    }

    private OnnxModel field(int number, byte[] bytes) {
        varint(((long) number << 3) | 2);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
