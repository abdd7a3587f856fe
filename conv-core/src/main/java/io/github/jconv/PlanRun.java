package io.github.jconv;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileKernel;

/** One call of run: the tensors it was given and a workspace for each seat of the scheduler. */
final class PlanRun<T> implements PlanTask {

    private final TileKernel<T, Object> kernel;
    private final Seats<Object> seats;
    private final long work;
    private final long bytes;
    private int firstTile;
    private int tiles;
    private T src;
    private int srcOffset;
    private T dst;
    private int dstOffset;
    private T srcStage;
    private T dstStage;

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    PlanRun(TileKernel<T, ?> kernel, int jobs, long macs, long bytes) {
        this.kernel = (TileKernel<T, Object>) kernel;
        this.seats = new Seats<>(jobs, kernel::newWorkspace);
        this.work = macs;
        this.bytes = bytes;
    }

    /** What a run reads and writes, each element once. */
    static long bytes(DType type, Shape src, Shape dst, int weightElements) {
        return ((long) src.elements() + dst.elements() + weightElements) * type.bytes();
    }

    /**
     * How many threads an image is cut for: one where a scheduler leaves it to the caller, for cuts cost time. The batch
     * plays no part, as nowhere in the cuts.
     */
    static int cutFor(Scheduler scheduler, ConvProblem p) {
        return cutFor(scheduler, p.macs(), p.type(), p.src(), p.dst(), p.weightElements());
    }

    /** The same for a transposed convolution. */
    static int cutFor(Scheduler scheduler, TransposeProblem p) {
        return cutFor(scheduler, p.macs(), p.type(), p.src(), p.dst(), p.weightElements());
    }

    private static int cutFor(Scheduler scheduler, long macs, DType type, Shape src, Shape dst, int weightElements) {
        int images = Math.max(1, src.n());
        long imageBytes = (bytes(type, src, dst, 0) / images) + (long) weightElements * type.bytes();
        return scheduler.jobs(macs / images, imageBytes);
    }

    void bind(int from, int count, T srcTensor, int srcStart, T dstTensor, int dstStart) {
        firstTile = from;
        tiles = count;
        src = srcTensor;
        srcOffset = srcStart;
        dst = dstTensor;
        dstOffset = dstStart;
    }

    @Override
    public void unbind() {
        src = null;
        dst = null;
    }

    T srcStage(Segments<T> arrays, int elements) {
        if (srcStage == null) {
            srcStage = arrays.allocate(elements);
        }
        return srcStage;
    }

    T dstStage(Segments<T> arrays, int elements) {
        if (dstStage == null) {
            dstStage = arrays.allocate(elements);
        }
        return dstStage;
    }

    @Override
    public int tiles() {
        return tiles;
    }

    @Override
    public long work() {
        return share(work);
    }

    @Override
    public long bytes() {
        return share(bytes);
    }

    /** Of what all tiles are, the part of this run's. */
    private long share(long all) {
        return (long) ((double) all * tiles / Math.max(1, kernel.grid().tiles()));
    }

    @Override
    public void run(int tile, int slot) {
        kernel.run(firstTile + tile, src, srcOffset, dst, dstOffset, seats.workspace(slot));
    }
}
