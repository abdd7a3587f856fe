package io.github.jconv.bench.cli;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.image.Filter;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.image.Png;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A photograph through a filter. */
@Command(
        name = "filter",
        description = {
            "Filters a PNG file, each colour by itself; alpha stays as it is.",
            "The picture's edge pixels are repeated outwards, so that the output has the picture's size at stride 1 and"
                    + " no dark frame. Results are cut off at black and white."
        },
        mixinStandardHelpOptions = true)
final class FilterCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PHOTO.png", description = "The picture: grey or colour, 8 or 16 bits.")
    private Path photo;

    @Option(
            names = "--kernel",
            required = true,
            paramLabel = "KERNEL",
            description =
                    "sobel, gaussian:SIGMA, sharpen, emboss, box:N or FILE.npy, a plane of numbers that is applied"
                            + " as it stands (correlation).")
    private String kernel;

    @Option(names = "--output", required = true, paramLabel = "OUT.png", description = "Where the result goes.")
    private Path output;

    @Option(
            names = "--stride",
            paramLabel = "S",
            defaultValue = "1",
            description = "Keep every S-th pixel of every S-th row; 1 by default.")
    private int stride;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads; -1 for all cores, -2 for all but one. 1 by default.")
    private int jobs;

    @Option(names = "--explain", description = "Print what every algorithm says to this convolution.")
    private boolean explain;

    @Override
    public Integer call() {
        WholeFile.check(output);
        Filter filter = Filter.parse(kernel);
        Picture picture = Png.read(photo);
        try {
            filter(filter, picture);
            return 0;
        } catch (IllegalArgumentException refused) { // by the library's own checks, which name both numbers
            throw new BadInput(refused.getMessage(), refused);
        } catch (ArithmeticException tooLarge) {
            throw new BadInput(
                    photo + ": has too many pixels for a kernel of " + filter.h() + "x" + filter.w(), tooLarge);
        }
    }

    /** The colours are a batch of planes, and the kernels of a gradient two output channels. */
    private void filter(Filter filter, Picture picture) {
        int top = (filter.h() - 1) / 2;
        int left = (filter.w() - 1) / 2;
        float[] x = picture.extended(top, left, filter.h() - 1 - top, filter.w() - 1 - left);
        Shape src =
                Shape.nchw(picture.channels(), 1, picture.height() + filter.h() - 1, picture.width() + filter.w() - 1);
        Conv2d conv = Conv2d.of(1, filter.directions(), filter.h(), filter.w()).stride(stride);
        Planner planner = Planner.builder().jobs(jobs).build();
        if (explain) {
            spec.commandLine().getOut().println(planner.explain(conv, src, DType.FLOAT32));
        }
        try (ConvPlan plan = planner.plan(conv, src, filter.kernels(), null)) {
            Shape dst = plan.dstShape();
            float[] y = new float[dst.elements()];
            plan.run(x, y);
            float[] planes = filter.directions() == 1 ? y : lengths(y, dst);
            Png.write(output, new Picture(dst.h(), dst.w(), picture.max(), planes, picture.alphaEvery(stride)));
            spec.commandLine()
                    .getOut()
                    .println(String.format(Locale.ROOT, "%s: %dx%d by %s", output, dst.w(), dst.h(), plan.describe()));
        }
    }

    /** The length of each gradient. */
    private static float[] lengths(float[] directions, Shape dst) {
        int pixels = dst.h() * dst.w();
        float[] lengths = new float[dst.n() * pixels];
        for (int i = 0; i < lengths.length; i++) {
            int at = i / pixels * 2 * pixels + i % pixels;
            lengths[i] = (float) Math.hypot(directions[at], directions[at + pixels]);
        }
        return lengths;
    }
}
