package io.github.jconv.parallel;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A function over a source of unknown length. The calling thread reads items and delivers results; in between it works
 * like the others. What has been read and not been delivered is bounded, so is the memory.
 */
final class Conveyor<T, R> extends Post {

    /** Batches read and not delivered for each thread: one at work, one waiting, one done. */
    private static final int BATCHES = 3;

    private final Iterator<? extends T> source;
    private final Consumer<? super R> sink;
    private final Options options;
    private final int threads;
    private final Calls<T, R> calls;

    /** Batches nobody works on yet. */
    private final Queue<Batch> waiting = new ConcurrentLinkedQueue<>();

    /** Where batches are delivered as they are done, those. */
    private final Queue<Batch> done = new ConcurrentLinkedQueue<>();

    /** Where batches are delivered in order, all that were read; the calling thread's. */
    private final Queue<Batch> inOrder = new ArrayDeque<>();

    private final BooleanSupplier ready;
    private long read;
    private long delivered;
    private int batches;
    private volatile int size;

    Conveyor(
            Iterator<? extends T> source,
            Function<? super T, ?> function,
            Consumer<? super R> sink,
            Options options,
            boolean collects,
            int threads) {
        this.source = source;
        this.sink = sink;
        this.options = options;
        this.threads = threads;
        @SuppressWarnings("unchecked") // its results go to the sink: the function's, or outcomes where these are wanted
        Function<? super T, ? extends R> producer = (Function<? super T, ? extends R>) function;
        this.calls = new Calls<>(producer, options, collects, ProgressListener.UNKNOWN, this);
        this.size = Math.max(1, options.batch);
        this.ready = () ->
                nextDone() != null || calls.stopped() || Thread.currentThread().isInterrupted();
    }

    Calls<T, R> calls() {
        return calls;
    }

    private static final class Batch {
        /** Items, and one by one their results. */
        private final Object[] slots;

        private final long first;
        private int count;
        private volatile boolean isDone;

        Batch(int size, long first) {
            this.slots = new Object[size];
            this.first = first;
        }
    }

    @Override
    boolean hasWork() {
        return !waiting.isEmpty();
    }

    @Override
    boolean seatsReturn() {
        return true;
    }

    /** A worker's part: while there are batches. */
    @Override
    void work(int seat) {
        Integer before = calls.enter();
        try {
            Batch batch;
            while (!calls.stopped() && (batch = waiting.poll()) != null) {
                run(batch);
            }
        } catch (Throwable thrown) { // the listener's
            calls.stop(thrown);
        } finally {
            calls.exit(before);
        }
    }

    @SuppressWarnings("unchecked") // a slot holds what the source gave
    private void run(Batch batch) {
        long begin = System.nanoTime();
        int ran = 0;
        while (ran < batch.count && !calls.stopped()) {
            batch.slots[ran] = calls.apply(batch.first + ran, (T) batch.slots[ran]);
            ran++;
        }
        if (options.batch == 0 && ran == size) {
            size = Batches.next(ran, System.nanoTime() - begin);
        }
        calls.completed(ran);
        batch.isDone = true;
        if (options.asCompleted) {
            done.add(batch);
        }
        signal();
    }

    /** The calling thread's part: it delivers what it can, else reads what it may, else works. */
    long run(Crew crew, ForkJoinPool pool, long spinNanos) {
        Alarm clock = calls.startClock();
        int helpers = threads - 1;
        open(helpers);
        int place = helpers > 0 ? crew.putUp(this) : -1;
        Integer before = calls.enter();
        try {
            while (!calls.stopped()) {
                calls.stopIfInterrupted(read);
                Batch next = nextDone();
                if (next != null) {
                    deliver(next);
                } else if (read()) {
                    if (place >= 0) {
                        crew.call(pool, helpers);
                        crew.stayFor(spinNanos);
                    }
                } else if ((next = waiting.poll()) != null) {
                    run(next);
                } else if (batches == 0) {
                    break;
                } else {
                    await(ready, spinNanos);
                }
            }
        } catch (Throwable thrown) { // the source's, the sink's or the listener's
            calls.stop(thrown);
        } finally {
            crew.takeDown(this, place, spinNanos);
            calls.exit(before);
            if (clock != null) {
                clock.stop();
            }
        }
        calls.throwFailure();
        return delivered;
    }

    /** Reads one batch if there is room; whether it did. */
    private boolean read() {
        int want = size;
        if (options.inFlight > 0) {
            want = (int) Math.min(
                    Math.min(want, Math.max(1, options.inFlight / (2 * threads))),
                    options.inFlight - (read - delivered));
        }
        if (want < 1 || batches >= BATCHES * threads || !source.hasNext()) {
            return false;
        }
        Batch batch = new Batch(want, read);
        do {
            batch.slots[batch.count++] = source.next();
        } while (batch.count < want && source.hasNext());
        read += batch.count;
        batches++;
        if (!options.asCompleted) {
            inOrder.add(batch);
        }
        waiting.add(batch);
        return true;
    }

    /** What can be delivered next; null if nothing can. */
    private Batch nextDone() {
        Batch next = options.asCompleted ? done.peek() : inOrder.peek();
        return next == null || !next.isDone ? null : next;
    }

    @SuppressWarnings("unchecked") // a slot of a batch that is done holds a result
    private void deliver(Batch batch) {
        (options.asCompleted ? done : inOrder).remove();
        for (int i = 0; i < batch.count && !calls.stopped(); i++) {
            sink.accept((R) batch.slots[i]);
            batch.slots[i] = null;
            delivered++;
        }
        batches--;
    }
}
