package io.github.jconv.machine;

import java.nio.file.Path;

/**
 * What the planner knows of the machine. Immutable and safe for use by many threads.
 *
 * @param cores processors this virtual machine may use; a container's limit counts
 * @param caches what one core sees
 * @param vectors whether and how wide the vector kernels can run
 */
public record Machine(int cores, Caches caches, Vectors vectors) {

    /** As many threads as a ForkJoinPool can have; a plan keeps a seat for each, so the number must be sane. */
    private static final int MAX_JOBS = 32_767;

    private static final Machine CURRENT = new Machine(
            Runtime.getRuntime().availableProcessors(),
            Caches.read(Path.of("/sys/devices/system/cpu/cpu0/cache")),
            Vectors.probe());

    /**
     * The machine this runs on, probed once.
     *
     * @return the machine
     */
    public static Machine current() {
        return CURRENT;
    }

    /**
     * Turns a number of jobs as joblib counts them into a number of threads.
     *
     * @param jobs a positive count up to 32767, -1 for all cores, -2 for all but one, and so on
     * @return at least 1
     * @throws IllegalArgumentException if jobs is 0 or above 32767
     */
    public int threads(int jobs) {
        if (jobs == 0) {
            throw new IllegalArgumentException(
                    "jobs is 0 but must be positive, or negative to count back from all " + cores + " cores");
        }
        if (jobs > MAX_JOBS) {
            throw new IllegalArgumentException("jobs is " + jobs + " but must be at most " + MAX_JOBS);
        }
        return jobs > 0 ? jobs : (int) Math.max(1, cores + 1L + jobs);
    }
}
