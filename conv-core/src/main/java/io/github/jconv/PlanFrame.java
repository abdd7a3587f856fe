package io.github.jconv;

import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Idle;
import java.util.Locale;

/**
 * What plans of every kind have: a kernel until they are closed, runs that wait for the next caller, and the line that
 * describes them.
 *
 * @param <K> the kernel
 * @param <R> the runs
 */
final class PlanFrame<K, R> {

    private final DType type;
    private final String description;
    private final Idle<R> idle = new Idle<>();
    private volatile K kernel;

    PlanFrame(DType type, K kernel, String description) {
        this.type = type;
        this.kernel = kernel;
        this.description = description;
    }

    /** How a plan's line begins: what all kinds say. */
    static String line(String algorithm, Shape src, DType type, boolean vectors, String detail, int jobs, int tiles) {
        return algorithm + " " + src.layout().name().toLowerCase(Locale.ROOT) + " "
                + type.name().toLowerCase(Locale.ROOT)
                + (vectors ? " " + Machine.current().vectors().bits() + "-bit" : " scalar")
                + (detail.isEmpty() ? "" : " " + detail) + " jobs=" + jobs + " tiles=" + tiles;
    }

    /**
     * The kernel for a run.
     *
     * @param called the element type of the arrays that run was called with
     */
    K kernel(DType called) {
        K bound = kernel;
        if (bound == null) {
            throw new IllegalStateException("the plan was closed: " + description);
        }
        if (type != called) {
            throw new IllegalArgumentException(
                    "run was called with " + (called == DType.FLOAT32 ? "float[]" : "double[]")
                            + " but the plan is for " + type.name().toLowerCase(Locale.ROOT));
        }
        return bound;
    }

    String description() {
        return description;
    }

    /** A run that nobody else has, or null. */
    R take() {
        return idle.take();
    }

    /** Keeps a run, unbound. After an exception it is not given back: a tile of it might still be running somewhere. */
    void give(R run) {
        if (kernel != null) {
            idle.give(run);
        }
    }

    /** Lets kernel and runs go. */
    void close() {
        kernel = null;
        idle.clear();
    }
}
