package io.github.jconv.bench.image;

import io.github.jconv.DType;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.npy.Npy;
import io.github.jconv.bench.npy.NpyArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A named filter: one kernel, or two whose outputs are the two directions of a gradient.
 *
 * @param name what it is called
 * @param h kernel rows
 * @param w kernel columns
 * @param kernels h * w numbers for each kernel, one after the other
 * @param directions 1, or 2 for a gradient, whose length {@code sqrt(a^2 + b^2)} is the result
 */
public record Filter(String name, int h, int w, float[] kernels, int directions) {

    /** Wider kernels are a job for a Fourier transform, and a number of this size is more likely a typing error. */
    private static final int MAX_SIDE = 511;

    private static final float[] SOBEL_X = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
    private static final float[] SOBEL_Y = {-1, -2, -1, 0, 0, 0, 1, 2, 1};

    /**
     * Reads a filter as the command line names it.
     *
     * @param text {@code sobel}, {@code gaussian:SIGMA}, {@code sharpen}, {@code emboss}, {@code box:N} or the name of
     *     a file that ends in .npy and holds a plane of numbers
     * @return the filter
     * @throws BadInput if it is none of these
     */
    public static Filter parse(String text) {
        String name = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        String parameter = text.contains(":") ? text.substring(name.length() + 1) : null;
        if (text.toLowerCase(Locale.ROOT).endsWith(".npy")) {
            return fromFile(Path.of(text));
        }
        return switch (name) {
            case "gaussian" -> gaussian(sigma(parameter));
            case "box" -> box(side(parameter));
            case "sobel", "sharpen", "emboss" -> {
                if (parameter != null) {
                    throw new BadInput("kernel " + name + " takes no parameter but " + parameter + " is given");
                }
                yield switch (name) {
                    case "sobel" -> sobel();
                    case "sharpen" -> sharpen();
                    default -> emboss();
                };
            }
            default ->
                throw new BadInput("there is no kernel " + text
                        + " among sobel, gaussian:SIGMA, sharpen, emboss, box:N and FILE.npy");
        };
    }

    private static double sigma(String parameter) {
        double sigma = number("gaussian", "SIGMA, for example gaussian:1.5", parameter);
        double most = (MAX_SIDE - 1) / 6.0;
        if (!(sigma > 0 && sigma <= most)) {
            throw new BadInput(
                    "kernel gaussian has sigma " + parameter + " but it must lie above 0 and be at most " + most);
        }
        return sigma;
    }

    private static int side(String parameter) {
        double side = number("box", "N, for example box:5", parameter);
        if (side != Math.rint(side) || side < 1 || side > MAX_SIDE) {
            throw new BadInput("kernel box has side " + parameter + " but needs a whole number from 1 to " + MAX_SIDE);
        }
        return (int) side;
    }

    private static double number(String kernel, String wanted, String parameter) {
        if (parameter == null || parameter.isBlank()) {
            throw new BadInput("kernel " + kernel + " needs a parameter " + wanted);
        }
        try {
            return Double.parseDouble(parameter);
        } catch (NumberFormatException noNumber) {
            throw new BadInput(
                    "kernel " + kernel + " has the parameter '" + parameter + "' but needs a number", noNumber);
        }
    }

    private static Filter fromFile(Path file) {
        NpyArray array = Npy.read(file);
        if (array.rank() != 2) {
            throw new BadInput(file + ": a kernel has 2 dimensions but this array has " + array.rank());
        }
        int h = array.shape()[0];
        int w = array.shape()[1];
        if (h < 1 || w < 1 || h > MAX_SIDE || w > MAX_SIDE) {
            throw new BadInput(
                    file + ": is " + h + "x" + w + " but a kernel has 1 to " + MAX_SIDE + " rows and columns");
        }
        float[] values = new float[array.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.value(i);
            if (!Float.isFinite(values[i])) {
                throw new BadInput(file + ": element " + i + " is " + array.value(i)
                        + (array.type() == DType.FLOAT64 ? ", which float32 does not hold" : "")
                        + ", but a kernel's elements are finite");
            }
        }
        return new Filter(file.getFileName().toString(), h, w, values, 1);
    }

    /**
     * The gradient's length by Sobel's two kernels.
     *
     * @return the filter
     */
    public static Filter sobel() {
        float[] both = new float[SOBEL_X.length * 2];
        System.arraycopy(SOBEL_X, 0, both, 0, SOBEL_X.length);
        System.arraycopy(SOBEL_Y, 0, both, SOBEL_X.length, SOBEL_Y.length);
        return new Filter("sobel", 3, 3, both, 2);
    }

    /**
     * One direction of the gradient.
     *
     * @param horizontal whether it looks at columns, so that upright edges show
     * @return the filter
     */
    public static Filter sobel(boolean horizontal) {
        return horizontal
                ? new Filter("sobel x", 3, 3, SOBEL_X.clone(), 1)
                : new Filter("sobel y", 3, 3, SOBEL_Y.clone(), 1);
    }

    /**
     * The picture with its contrast to the surroundings added.
     *
     * @return the filter
     */
    public static Filter sharpen() {
        return new Filter("sharpen", 3, 3, new float[] {0, -1, 0, -1, 5, -1, 0, -1, 0}, 1);
    }

    /**
     * The picture lit from one corner.
     *
     * @return the filter
     */
    public static Filter emboss() {
        return new Filter("emboss", 3, 3, new float[] {-2, -1, 0, -1, 1, 1, 0, 1, 2}, 1);
    }

    /**
     * Where a point differs from all its neighbours.
     *
     * @return the filter
     */
    public static Filter laplacian() {
        return new Filter("laplacian", 3, 3, new float[] {-1, -1, -1, -1, 8, -1, -1, -1, -1}, 1);
    }

    /**
     * The mean over a square.
     *
     * @param side rows and columns
     * @return the filter
     */
    public static Filter box(int side) {
        float[] kernel = new float[side * side];
        Arrays.fill(kernel, 1f / kernel.length);
        return new Filter("box " + side, side, side, kernel, 1);
    }

    /**
     * A bell of standard deviation sigma, cut off at three sigma, its sum 1.
     *
     * @param sigma in pixels
     * @return the filter
     */
    public static Filter gaussian(double sigma) {
        int radius = Math.max(1, (int) Math.ceil(3 * sigma));
        int side = 2 * radius + 1;
        double[] bell = new double[side];
        double sum = 0;
        for (int i = 0; i < side; i++) {
            bell[i] = Math.exp(-0.5 * (i - radius) * (i - radius) / (sigma * sigma));
            sum += bell[i];
        }
        float[] kernel = new float[side * side];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) (bell[i / side] / sum * (bell[i % side] / sum));
        }
        return new Filter("gaussian " + sigma, side, side, kernel, 1);
    }
}
