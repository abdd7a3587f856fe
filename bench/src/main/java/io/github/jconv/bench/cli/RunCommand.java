package io.github.jconv.bench.cli;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Padding;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.npy.Npy;
import io.github.jconv.bench.npy.NpyArray;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One convolution from files to a file. */
@Command(
        name = "run",
        description = {
            "Convolves the array of one NPY file with the weights of another.",
            "A 4-D input takes 4-D weights: KCRS with nchw, RSCK with nhwc. A 3-D input, a batch of planes, or a 2-D one"
                    + " takes a 2-D kernel. float32 or float64, all files alike."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--input", required = true, paramLabel = "X.npy", description = "The input.")
    private Path input;

    @Option(names = "--weight", required = true, paramLabel = "W.npy", description = "The weights or the kernel.")
    private Path weight;

    @Option(names = "--bias", paramLabel = "B.npy", description = "One number per output channel.")
    private Path bias;

    @Option(names = "--output", required = true, paramLabel = "Y.npy", description = "Where the result goes.")
    private Path output;

    @Option(
            names = "--stride",
            paramLabel = "S|SH,SW",
            defaultValue = "1",
            converter = Parameters.Pair.Converter.class,
            description = "Pixels from one window to the next; 1 by default.")
    private Parameters.Pair stride;

    @Option(
            names = "--padding",
            paramLabel = "P|PH,PW|T,L,B,R|same|same-lower|valid|full",
            defaultValue = "valid",
            converter = Parameters.PaddingConverter.class,
            description = "The zeros around each plane; none by default.")
    private Padding padding;

    @Option(
            names = "--dilation",
            paramLabel = "D|DH,DW",
            defaultValue = "1",
            converter = Parameters.Pair.Converter.class,
            description = "Pixels from one kernel element to the next; 1 by default.")
    private Parameters.Pair dilation;

    @Option(names = "--groups", paramLabel = "G", defaultValue = "1", description = "Slices the channels fall into.")
    private int groups;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            defaultValue = "none",
            converter = Parameters.ActivationConverter.class,
            description = "none, relu, relu6, clamp:LOWER,UPPER, leaky-relu:SLOPE, hard-swish or silu.")
    private Activation activation;

    @Option(names = "--layout", paramLabel = "nchw|nhwc", defaultValue = "nchw", description = "Of 4-D arrays.")
    private Layout layout;

    @Option(
            names = "--flip",
            description = "Turn the kernel around in both axes: convolution as in mathematics, not correlation.")
    private boolean flip;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads; -1 for all cores, -2 for all but one. 1 by default.")
    private int jobs;

    @Option(
            names = "--algorithm",
            paramLabel = "auto|NAME",
            defaultValue = "auto",
            description = "An algorithm by name, as info lists them.")
    private String algorithm;

    @Option(
            names = "--precision",
            paramLabel = "default|strict|fast",
            defaultValue = "default",
            description = "How much rounding error is allowed.")
    private Precision precision;

    @Option(names = "--explain", description = "Print what every algorithm says to this convolution.")
    private boolean explain;

    @Option(names = "--allow-nonfinite", description = "Take NaN and infinity in the files as data.")
    private boolean allowNonFinite;

    @Override
    public Integer call() {
        WholeFile.check(output);
        NpyArray x = read(input);
        NpyArray w = read(weight);
        NpyArray b = bias == null ? null : read(bias);
        try {
            convolve(x, w, b);
            return 0;
        } catch (IllegalArgumentException refused) { // by the library's own checks, which name both numbers
            throw new BadInput(refused.getMessage(), refused);
        }
    }

    private void convolve(NpyArray x, NpyArray w, NpyArray b) {
        Operands operands = Operands.of(x, w, b, layout, groups);
        Conv2d conv = operands.conv()
                .stride(stride.vertical(), stride.horizontal())
                .padding(padding)
                .dilation(dilation.vertical(), dilation.horizontal())
                .activation(activation);
        Planner planner = Planner.builder()
                .jobs(jobs)
                .algorithm(algorithm)
                .precision(precision)
                .build();
        PrintWriter out = spec.commandLine().getOut();
        if (explain) {
            out.println(planner.explain(conv, operands.src(), x.type()));
        }
        try (ConvPlan plan = operands.plan(planner, conv, flip)) {
            NpyArray y = NpyArray.zeros(x.type(), operands.dst(plan.dstShape()));
            long start = System.nanoTime();
            plan.run(x.data(), y.data());
            long nanos = System.nanoTime() - start;
            Npy.write(output, y);
            out.println(String.format(
                    Locale.ROOT, "%s: %s by %s in %.1f ms, cold", output, y, plan.describe(), nanos / 1e6));
        }
    }

    private NpyArray read(Path file) {
        NpyArray array = Npy.read(file);
        if (!allowNonFinite) {
            refuseNonFinite(file, array);
        }
        return array;
    }

    private static void refuseNonFinite(Path file, NpyArray array) {
        int first = -1;
        int found = 0;
        for (int i = 0; i < array.count(); i++) {
            if (!Double.isFinite(array.value(i))) {
                first = found == 0 ? i : first;
                found++;
            }
        }
        if (found > 0) {
            throw new BadInput(file + ": " + found + " of " + array.count() + " elements are not finite, the first at "
                    + position(first, array.shape()) + "; --allow-nonfinite takes them");
        }
    }

    private static String position(int flat, int[] shape) {
        String text = "";
        int rest = flat;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            text = rest % shape[axis] + (text.isEmpty() ? "" : ", ") + text;
            rest /= shape[axis];
        }
        return "[" + text + "]";
    }
}
