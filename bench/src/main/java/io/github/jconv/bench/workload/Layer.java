package io.github.jconv.bench.workload;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Padding;
import io.github.jconv.Precision;
import io.github.jconv.Shape;

/**
 * One convolution of a network, a line of a workload file.
 *
 * @param network the network's name
 * @param name the layer's name, unique within the network
 * @param count how often the network has this layer: its weight in the network's total
 * @param batch images, N
 * @param h input rows
 * @param w input columns
 * @param conv channels, kernel, stride, padding, dilation and groups
 */
public record Layer(String network, String name, int count, int batch, int h, int w, Conv2d conv) {

    /** The columns of a workload file, in order. */
    static final String COLUMNS = "network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,"
            + "pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups";

    private static final int FIRST_NUMBER = 2;

    /**
     * Reads a line.
     *
     * @param line names and numbers in the order of {@link #COLUMNS}
     * @return the layer
     * @throws IllegalArgumentException if a column is missing, is no number, or the numbers make no convolution
     */
    public static Layer parse(String line) {
        String[] names = COLUMNS.split(",", -1);
        String[] cells = line.split(",", -1);
        if (cells.length != names.length) {
            throw new IllegalArgumentException("has " + cells.length + " columns but a workload has " + names.length);
        }
        int[] v = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i].strip();
            if (cell.isEmpty()) {
                throw new IllegalArgumentException("column " + names[i] + " is empty");
            }
            if (i >= FIRST_NUMBER) {
                v[i] = number(names[i], cell);
            }
        }
        if (v[2] < 1) {
            throw new IllegalArgumentException("column count is " + v[2] + " but needs at least 1");
        }
        Conv2d conv = Conv2d.of(v[4], v[7], v[8], v[9])
                .stride(v[10], v[11])
                .padding(Padding.of(v[12], v[13], v[14], v[15]))
                .dilation(v[16], v[17])
                .groups(v[18]);
        Layer layer = new Layer(cells[0].strip(), cells[1].strip(), v[2], v[3], v[5], v[6], conv);
        layer.problem(Layout.NCHW, DType.FLOAT32); // refuses what does not fit together
        return layer;
    }

    private static int number(String column, String cell) {
        try {
            return Integer.parseInt(cell);
        } catch (NumberFormatException noInt) {
            throw new IllegalArgumentException(
                    "column " + column + " is '" + cell + "' but needs a whole number", noInt);
        }
    }

    /**
     * The input's shape.
     *
     * @param layout the order in memory
     * @return N, C, H and W in that order
     */
    public Shape src(Layout layout) {
        return new Shape(layout, batch, conv.inChannels(), h, w);
    }

    /**
     * The convolution over its input.
     *
     * @param layout the order in memory
     * @param type the element type
     * @return the problem
     */
    public ConvProblem problem(Layout layout, DType type) {
        return conv.problem(src(layout), type, Precision.DEFAULT);
    }

    /**
     * The same layer with another batch.
     *
     * @param images the new N
     * @return the layer
     */
    public Layer withBatch(int images) {
        return new Layer(network, name, count, images, h, w, conv);
    }

    /**
     * Multiply-adds of one run.
     *
     * @return N * K * outH * outW * C / groups * R * S
     */
    public long macs() {
        return problem(Layout.NCHW, DType.FLOAT32).macs();
    }

    /**
     * The layer as a line of a workload file: all of it, so that a benchmark's parameter or a log line can be run
     * again.
     *
     * @return what {@link #parse} reads
     */
    public String toLine() {
        var p = problem(Layout.NCHW, DType.FLOAT32);
        var win = p.window();
        return String.join(
                ",",
                network,
                name,
                ints(count, batch, conv.inChannels(), h, w, conv.outChannels(), win.r(), win.s()),
                ints(win.strideH(), win.strideW(), win.padTop(), win.padLeft(), win.padBottom(), win.padRight()),
                ints(win.dilationH(), win.dilationW(), conv.groups()));
    }

    private static String ints(int... values) {
        StringBuilder text = new StringBuilder();
        for (int value : values) {
            text.append(text.isEmpty() ? "" : ",").append(value);
        }
        return text.toString();
    }

    /** The layer's shape in the words people use, for example {@code 3x3 64>64 @56}. */
    @Override
    public String toString() {
        var bare = conv.bare();
        String text = bare.r() + "x" + bare.s();
        if (bare.strideH() != 1 || bare.strideW() != 1) {
            text += " s" + bare.strideH() + (bare.strideH() == bare.strideW() ? "" : "," + bare.strideW());
        }
        if (bare.dilationH() != 1 || bare.dilationW() != 1) {
            text += " d" + bare.dilationH() + (bare.dilationH() == bare.dilationW() ? "" : "," + bare.dilationW());
        }
        text += " " + conv.inChannels() + ">" + conv.outChannels();
        if (conv.groups() != 1) {
            text += " g" + conv.groups();
        }
        text += " @" + h + (h == w ? "" : "x" + w);
        return batch == 1 ? text : text + " N=" + batch;
    }
}
