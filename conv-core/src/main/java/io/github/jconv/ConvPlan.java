package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.spi.TileKernel;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * A convolution bound to an algorithm and packed weights: made once by a {@link Planner}, run millions of times.
 *
 * <p>The result satisfies the bound of {@link io.github.jconv.numerics.Numerics}. The workspace does not depend on the
 * batch.
 *
 * {@snippet class="Examples" region="plan"}
 */
public final class ConvPlan extends Plan {

    private final ConvProblem problem;
    private final Shape dstShape;
    private final PlanFrame<TileKernel<?, ?>, PlanRun<?>> frame;

    ConvPlan(ConvProblem problem, Choosing.Chosen<?> chosen, TileKernel<?, ?> kernel) {
        this(problem, problem, chosen, kernel);
    }

    /** A plan of the table of planes. */
    ConvPlan(PlaneProblem problem, Choosing.Chosen<?> chosen, TileKernel<?, ?> kernel) {
        this(problem, problem.conv(), chosen, kernel);
    }

    /**
     * A plan of either.
     *
     * @param asked the problem, or that of planes which it is part of
     * @param problem of the convolution
     */
    private ConvPlan(Object asked, ConvProblem problem, Choosing.Chosen<?> chosen, TileKernel<?, ?> kernel) {
        this.problem = problem;
        this.dstShape = problem.dst();
        this.frame = PlanFrame.of(asked, problem.src(), problem.type(), chosen, kernel);
    }

    /**
     * Computes {@code dst = activation(conv(src, weights) + bias)} for float tensors, or {@code activation(dst + conv(src,
     * weights) + bias)} where the convolution accumulates.
     *
     * @param src at least {@link #srcShape()} elements; only read
     * @param dst at least {@link #dstShape()} elements, another array than src; every element of the shape is written
     * @throws IllegalArgumentException if an array is null or too short, both are one, or the plan is for doubles
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] src, float[] dst) {
        run(src, 0, dst, 0);
    }

    /**
     * As {@link #run(float[], float[])} with tensors that start inside an array.
     *
     * @param src the array that holds the input; only read
     * @param srcOffset where the input starts
     * @param dst the array that holds the output; may be src if the two ranges do not overlap
     * @param dstOffset where the output starts
     * @throws IllegalArgumentException if an array is null or too short, the ranges overlap, or the plan is for doubles
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] src, int srcOffset, float[] dst, int dstOffset) {
        run(DType.FLOAT32, src, srcOffset, dst, dstOffset);
    }

    /**
     * The double twin of {@link #run(float[], float[])}.
     *
     * @param src at least {@link #srcShape()} elements; only read
     * @param dst at least {@link #dstShape()} elements, another array than src; every element of the shape is written
     * @throws IllegalArgumentException if an array is null or too short, both are one, or the plan is for floats
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] src, double[] dst) {
        run(src, 0, dst, 0);
    }

    /**
     * The double twin of {@link #run(float[], int, float[], int)}.
     *
     * @param src the array that holds the input; only read
     * @param srcOffset where the input starts
     * @param dst the array that holds the output; may be src if the two ranges do not overlap
     * @param dstOffset where the output starts
     * @throws IllegalArgumentException if an array is null or too short, the ranges overlap, or the plan is for floats
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] src, int srcOffset, double[] dst, int dstOffset) {
        run(DType.FLOAT64, src, srcOffset, dst, dstOffset);
    }

    /**
     * As {@link #run(float[], float[])} on memory segments in native byte order, heap or native. A segment over an
     * array of the plan's element type is used in place; any other is copied through a buffer of one image, which the
     * plan keeps for the next run. {@link #workspaceBytes} does not count it, because it depends on the arguments.
     *
     * @param src at least {@link #srcShape()} elements; only read
     * @param dst at least {@link #dstShape()} elements, not overlapping src
     * @throws IllegalArgumentException if a segment is null, too short or read-only where it is written, or they
     *     overlap
     * @throws IllegalStateException if the plan was closed
     */
    public void run(MemorySegment src, MemorySegment dst) {
        long srcBytes = (long) srcShape().elements() * problem.type().bytes();
        long dstBytes = (long) dstShape.elements() * problem.type().bytes();
        Checks.bytes("src", Checks.notNull("src", src).byteSize(), srcBytes);
        Checks.bytes("dst", Checks.notNull("dst", dst).byteSize(), dstBytes);
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("dst is read-only but " + dstBytes + " bytes are to be written");
        }
        if (src.asSlice(0, srcBytes)
                .asOverlappingSlice(dst.asSlice(0, dstBytes))
                .isPresent()) {
            throw new IllegalArgumentException("src and dst overlap but the output must lie apart from the input");
        }
        switch (problem.type()) {
            case FLOAT32 -> executeSegments(kernel(DType.FLOAT32), Segments.FLOATS, src, dst);
            case FLOAT64 -> executeSegments(kernel(DType.FLOAT64), Segments.DOUBLES, src, dst);
        }
    }

    private <T> void run(DType called, T src, int srcOffset, T dst, int dstOffset) {
        TileKernel<T, ?> bound = kernel(called);
        Checks.array("src", src, srcOffset, srcShape().elements());
        Checks.array("dst", dst, dstOffset, dstShape.elements());
        checkApart(Checks.same(src, dst), srcOffset, dstOffset);
        execute(bound, src, srcOffset, dst, dstOffset);
    }

    @SuppressWarnings("unchecked") // a plan's kernel has the array type of its problem's element type
    private <T> TileKernel<T, ?> kernel(DType called) {
        return (TileKernel<T, ?>) frame.kernel(called);
    }

    private void checkApart(boolean sameArray, int srcOffset, int dstOffset) {
        if (sameArray
                && srcOffset < (long) dstOffset + dstShape.elements()
                && dstOffset < (long) srcOffset + srcShape().elements()) {
            throw new IllegalArgumentException("src at " + srcOffset + " and dst at " + dstOffset
                    + " overlap in one array but the output must lie apart from the input");
        }
    }

    private <T> void execute(TileKernel<T, ?> bound, T src, int srcOffset, T dst, int dstOffset) {
        PlanRun<T> run = acquire(bound);
        run.bind(0, bound.grid().tiles(), src, srcOffset, dst, dstOffset);
        frame.run(run);
    }

    /** One image at a time, so that a copied segment costs one image however large the batch. */
    private <T> void executeSegments(TileKernel<T, ?> bound, Segments<T> arrays, MemorySegment src, MemorySegment dst) {
        T srcArray = arrays.arrayBehind(src);
        T dstArray = arrays.arrayBehind(dst);
        if (srcArray != null && dstArray != null) {
            execute(bound, srcArray, arrays.index(src), dstArray, arrays.index(dst));
            return;
        }
        Ran event = Ran.begun();
        int srcImage = srcShape().imageElements();
        int dstImage = dstShape.imageElements();
        int tiles = bound.grid().tilesPerImage();
        PlanRun<T> run = acquire(bound);
        T srcStage = srcArray != null ? srcArray : run.srcStage(arrays, srcImage);
        T dstStage = dstArray != null ? dstArray : run.dstStage(arrays, dstImage);
        for (int n = 0; n < srcShape().n(); n++) {
            if (srcArray == null) {
                arrays.load(src, n * srcImage, srcStage, srcImage);
            }
            int srcOffset = srcArray != null ? arrays.index(src) : -n * srcImage;
            int dstOffset = dstArray != null ? arrays.index(dst) : -n * dstImage;
            if (dstArray == null && problem.accumulate()) {
                arrays.load(dst, n * dstImage, dstStage, dstImage);
            }
            run.bind(n * tiles, tiles, srcStage, srcOffset, dstStage, dstOffset);
            frame.scheduler().run(run);
            if (dstArray == null) {
                arrays.store(dstStage, dst, n * dstImage, dstImage);
            }
        }
        frame.done(event, run);
    }

    @SuppressWarnings("unchecked") // every run in the pool was made for this plan's kernel
    private <T> PlanRun<T> acquire(TileKernel<T, ?> bound) {
        PlanRun<?> run = frame.take();
        if (run != null) {
            return (PlanRun<T>) run;
        }
        long bytes = PlanRun.bytes(problem.type(), srcShape(), dstShape, problem.weightElements());
        return new PlanRun<>(bound, frame.scheduler().jobs(), problem.macs(), bytes);
    }

    /**
     * Runs the plan on scratch tensors of its own until it gets no faster or the time is over, so that the first run on
     * real data is as fast as all others. Until HotSpot has compiled the kernels a run takes some hundred times as long.
     * The tensors are garbage afterwards; what stays is what any run leaves in the plan, its workspace.
     *
     * {@snippet class="Examples" region="warmUp"}
     *
     * @param atMost when to stop; a run that has begun is finished, and zero runs nothing
     * @return how long it took
     * @throws IllegalArgumentException if the time is null or negative
     * @throws IllegalStateException if the plan was closed
     */
    public Duration warmUp(Duration atMost) {
        int srcElements = srcShape().elements();
        int dstElements = dstShape.elements();
        return switch (problem.type()) {
            case FLOAT32 -> {
                TileKernel<float[], ?> floats = kernel(DType.FLOAT32);
                float[] src = WarmUp.floats(srcElements);
                float[] dst = new float[dstElements];
                yield WarmUp.run(() -> execute(floats, src, 0, dst, 0), atMost);
            }
            case FLOAT64 -> {
                TileKernel<double[], ?> doubles = kernel(DType.FLOAT64);
                double[] src = WarmUp.doubles(srcElements);
                double[] dst = new double[dstElements];
                yield WarmUp.run(() -> execute(doubles, src, 0, dst, 0), atMost);
            }
        };
    }

    @Override
    public Shape srcShape() {
        return problem.src();
    }

    @Override
    public Shape dstShape() {
        return dstShape;
    }

    /**
     * What the plan computes.
     *
     * @return the problem
     */
    public ConvProblem problem() {
        return problem;
    }

    @Override
    PlanFrame<?, ?> frame() {
        return frame;
    }
}
