package io.github.jconv.parallel;

import java.time.Duration;

/** The settings of a {@link Parallel}; never changed once it has them. */
final class Options {

    /** Items handed out at once, 0 for as many as take a good while. */
    int batch;

    /** Items read and not delivered at the most, 0 for a few batches a job. */
    int inFlight;

    boolean asCompleted;

    /** For a whole call; null for none. */
    Duration timeout;

    /** For one item; null for none. */
    Duration itemTimeout;

    /** Threads that may share a run inside the function; null for all. */
    Integer innerJobs;

    /** Null for none. */
    ProgressListener listener;

    Options copy() {
        Options copy = new Options();
        copy.batch = batch;
        copy.inFlight = inFlight;
        copy.asCompleted = asCompleted;
        copy.timeout = timeout;
        copy.itemTimeout = itemTimeout;
        copy.innerJobs = innerJobs;
        copy.listener = listener;
        return copy;
    }
}
