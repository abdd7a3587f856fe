package io.github.jconv.parallel;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The calls of one function for many items: what all ways of mapping have in common. */
final class Calls<T, R> {

    private final Function<? super T, ? extends R> function;
    private final Options options;
    private final boolean collects;
    private final long all;
    private final Post post;

    /** What the calling thread may share, which limits those who help it as well. */
    private final int innerJobs;

    /** The threads that work here, and whether it was us who interrupted them. Guarded by this. */
    private final Map<Thread, Boolean> interrupted = new HashMap<>();

    /** Guarded by this. */
    private Throwable failure;

    /** One listener's call at a time. */
    private final Object turn = new Object();

    /** Guarded by turn. */
    private long done;

    private volatile boolean stopped;

    /** Calls whose results are the function's, or {@link Outcome}s of all items where failures are collected. */
    Calls(Function<? super T, ? extends R> function, Options options, boolean collects, long all, Post post) {
        this.function = function;
        this.options = options;
        this.collects = collects;
        this.all = all;
        this.post = post;
        this.innerJobs = Math.min(InnerJobs.most(), options.innerJobs == null ? Integer.MAX_VALUE : options.innerJobs);
    }

    /** Whether no further item may begin. */
    boolean stopped() {
        return stopped;
    }

    /** Begins this thread's part; what it returns is for {@link #exit}. */
    Integer enter() {
        synchronized (this) {
            interrupted.put(Thread.currentThread(), false);
        }
        return innerJobs == Integer.MAX_VALUE ? null : InnerJobs.set(innerJobs);
    }

    /** Ends this thread's part. An interruption of ours ends with it. */
    void exit(Integer before) {
        if (innerJobs < Integer.MAX_VALUE) {
            InnerJobs.set(before);
        }
        synchronized (this) {
            if (interrupted.remove(Thread.currentThread())) {
                Thread.interrupted();
            }
        }
    }

    /** Calls the function. Where it fails, that is the outcome, or it stops the others. */
    Object apply(long index, T item) {
        try {
            Duration limit = options.itemTimeout;
            R result = limit == null ? function.apply(item) : applyInTime(item, limit);
            return collects ? new Outcome<R>(index, result, null) : result;
        } catch (VirtualMachineError broken) {
            stop(broken);
        } catch (Throwable thrown) { // an assertion that fails is about an item as well
            Parallel.ItemException failed = new Parallel.ItemException(index, all, item, thrown);
            if (collects && !stopped) {
                return new Outcome<R>(index, null, failed);
            }
            stop(failed);
        }
        return null;
    }

    private R applyInTime(T item, Duration limit) throws Throwable {
        Thread thread = Thread.currentThread();
        AtomicBoolean ours = new AtomicBoolean();
        Alarm alarm = Alarm.after(limit, () -> {
            if (!Post.isInterrupted(thread)) { // one that somebody else has interrupted stays so
                ours.set(true);
                thread.interrupt();
            }
        });
        R result = null;
        Throwable late = null;
        try {
            result = function.apply(item);
        } catch (Throwable thrown) {
            late = thrown;
        }
        if (alarm.stop()) {
            if (ours.get()) {
                Thread.interrupted(); // the next item must not see it
            }
            TimeoutException timeout = new TimeoutException("no result after " + limit);
            if (late != null) {
                timeout.addSuppressed(late);
            }
            throw timeout;
        }
        if (late != null) {
            throw late;
        }
        return result;
    }

    /** Counts items, and tells the listener. */
    void completed(int items) {
        ProgressListener listener = options.listener;
        if (listener != null && items > 0) {
            synchronized (turn) {
                done += items;
                listener.completed(done, all);
            }
        }
    }

    /** Lets no further item begin and interrupts the others; the first reason comes out, later ones are suppressed. */
    void stop(Throwable reason) {
        synchronized (this) {
            if (failure == null) {
                failure = reason;
            } else {
                Failures.attach(failure, reason);
            }
            if (!stopped) {
                stopped = true;
                interrupted.replaceAll((thread, already) -> {
                    if (thread.equals(Thread.currentThread()) || Post.isInterrupted(thread)) {
                        return false; // one that somebody else has interrupted stays so
                    }
                    thread.interrupt();
                    return true;
                });
            }
        }
        post.signal();
    }

    /** For the calling thread, between items. */
    void stopIfInterrupted(long begun) {
        if (!stopped && Thread.currentThread().isInterrupted()) {
            String of = all == ProgressListener.UNKNOWN ? "" : " of " + all;
            stop(new CancellationException("interrupted after " + begun + of + " items had been handed out"));
        }
    }

    /** Starts the clock of the whole call; null if there is none. */
    Alarm startClock() {
        Duration limit = options.timeout;
        return limit == null ? null : Alarm.after(limit, () -> stop(new Parallel.TimeLimitException(limit)));
    }

    /** After the last part has ended. */
    void throwFailure() {
        Throwable thrown;
        synchronized (this) {
            thrown = failure;
        }
        if (thrown != null) {
            throw Failures.unchecked(thrown);
        }
    }
}
