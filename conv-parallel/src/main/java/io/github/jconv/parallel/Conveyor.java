package io.github.jconv.parallel;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A function over a source of unknown length. The calling thread reads items and delivers results; in between it works
 * like the others. What has been read and not been delivered is bounded, so is the memory. Where a batch that takes long
 * holds up all the rest, what is left of it is given back to whoever is free.
 */
final class Conveyor<T, R> extends Post {

    /** Batches read and not delivered for each thread: one at work, one waiting, one done. */
    private static final int BATCHES = 3;

    /** Items between two looks at the clock, which takes as long as a tiny item. */
    static final int LOOKS = 16;

    /** A batch may take so many times as long to read as to run: some milliseconds of waiting are worth large batches. */
    private static final int PATIENCE = 8;

    private final Iterator<? extends T> source;
    private final Consumer<? super R> sink;
    private final Options options;
    private final int threads;
    private final Crew crew;
    private final ForkJoinPool pool;
    private final Calls<T, R> calls;

    /** What nobody works on yet. */
    private final Queue<Piece> waiting = new ConcurrentLinkedQueue<>();

    /** Where batches are delivered as they are done, those. */
    private final Queue<Batch> done = new ConcurrentLinkedQueue<>();

    /** Where batches are delivered in order, all that were read; the calling thread's. */
    private final Queue<Batch> inOrder = new ArrayDeque<>();

    private final BooleanSupplier ready;
    private long read;
    private long delivered;
    private int batches;
    private boolean ended;

    /** Items that the source gives in a good while. */
    private int readSize = 1;

    private volatile int size;

    /** Whether the calling thread has nothing to do before others are done. */
    private volatile boolean heldUp;

    Conveyor(
            Iterator<? extends T> source,
            Function<? super T, ?> function,
            Consumer<? super R> sink,
            Options options,
            boolean collects,
            int threads,
            Crew crew,
            ForkJoinPool pool) {
        this.source = source;
        this.sink = sink;
        this.options = options;
        this.threads = threads;
        this.crew = crew;
        this.pool = pool;
        @SuppressWarnings("unchecked") // its results go to the sink: the function's, or outcomes where these are wanted
        Function<? super T, ? extends R> producer = (Function<? super T, ? extends R>) function;
        this.calls = new Calls<>(producer, options, collects, ProgressListener.UNKNOWN, this);
        this.size = Math.max(1, options.batch);
        this.ready = () -> nextDone() != null || calls.stopped() || !waiting.isEmpty();
    }

    Calls<T, R> calls() {
        return calls;
    }

    private static final class Batch {
        /** Items, and one by one their results. */
        private final Object[] slots;

        private final long first;
        private final AtomicInteger left = new AtomicInteger();
        private int count;

        Batch(int size, long first) {
            this.slots = new Object[size];
            this.first = first;
        }

        boolean isDone() {
            return left.get() == 0;
        }
    }

    private record Piece(Batch batch, int from, int to) {}

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
            Piece piece;
            while (!calls.stopped() && (piece = take()) != null) {
                run(piece, false);
            }
        } catch (Throwable thrown) { // the listener's
            calls.stop(thrown);
        } finally {
            calls.exit(before);
        }
    }

    /** A batch, or a part of what was given back; null if there is neither. */
    private Piece take() {
        Piece piece = waiting.poll();
        if (piece == null || piece.from == 0) {
            return piece;
        }
        int mine = piece.from + Batches.fair(piece.to - piece.from, threads);
        giveBack(piece.batch, mine, piece.to);
        return new Piece(piece.batch, piece.from, mine);
    }

    private void giveBack(Batch batch, int from, int to) {
        if (from < to) {
            waiting.add(new Piece(batch, from, to));
            crew.call(pool, freeSeats());
            signal();
        }
    }

    /** Whether others have nothing to do, or the calling thread, who must read on, has this batch. */
    private boolean isWanted(boolean isCaller) {
        return threads > 1 && options.batch == 0 && (isCaller || heldUp) && waiting.isEmpty();
    }

    @SuppressWarnings("unchecked") // a slot holds what the source gave
    private void run(Piece piece, boolean isCaller) {
        Batch batch = piece.batch;
        long begin = System.nanoTime();
        int i = piece.from;
        int end = piece.to;
        while (i < end && !calls.stopped()) {
            int look = Math.min(end, i + LOOKS);
            for (; i < look && !calls.stopped(); i++) {
                batch.slots[i] = calls.apply(batch.first + i, (T) batch.slots[i]);
                if (isCaller) {
                    calls.stopIfInterrupted(read);
                }
            }
            if (i < end && isWanted(isCaller) && Batches.isLong(System.nanoTime() - begin)) {
                giveBack(batch, i, end);
                end = i;
            }
        }
        int ran = i - piece.from;
        if (options.batch == 0 && (ran == size || ran < piece.to - piece.from)) {
            size = Batches.next(size, System.nanoTime() - begin);
        }
        calls.completed(ran);
        if (batch.left.addAndGet(-ran) == 0) {
            if (options.asCompleted) {
                done.add(batch);
            }
            signal();
        }
    }

    /** The calling thread's part: it delivers what it can, else reads what it may, else works. */
    long run(long spinNanos) {
        Alarm clock = calls.startClock();
        int helpers = threads - 1;
        open(helpers);
        int place = helpers > 0 ? crew.putUp(this) : -1;
        Integer before = calls.enter();
        try {
            while (!calls.stopped()) {
                calls.stopIfInterrupted(read);
                Batch next = nextDone();
                Piece piece;
                if (next != null) {
                    deliver(next);
                } else if (read()) {
                    if (place >= 0) {
                        crew.call(pool, helpers);
                        crew.stayFor(spinNanos);
                    }
                } else if ((piece = take()) != null) {
                    run(piece, true);
                } else if (batches == 0) {
                    break;
                } else {
                    heldUp = true;
                    await(ready, spinNanos, true);
                    heldUp = false;
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

    /** Reads one batch if there is room, a small one where items come so slowly that they should not wait; whether it did. */
    private boolean read() {
        int want = options.batch > 0 ? size : Math.min(size, readSize);
        if (options.inFlight > 0) {
            want = (int) Math.min(
                    Math.min(want, Math.max(1, options.inFlight / (2 * threads))),
                    options.inFlight - (read - delivered));
        }
        if (want < 1 || batches >= BATCHES * threads || !more()) {
            return false;
        }
        Batch batch = new Batch(want, read);
        long begin = System.nanoTime();
        int count = 0;
        long nanos;
        do {
            int look = Math.min(want, count + (options.batch > 0 ? want : LOOKS));
            do {
                batch.slots[count++] = source.next();
            } while (count < look && source.hasNext());
            ended = count < look;
            nanos = (System.nanoTime() - begin) / PATIENCE;
        } while (!ended && count < want && !Batches.isLong(nanos) && more());
        if (Batches.isLong(nanos) || count == readSize) {
            readSize = Batches.next(count, nanos);
        }
        batch.count = count;
        read += count;
        batches++;
        batch.left.set(batch.count);
        if (!options.asCompleted) {
            inOrder.add(batch);
        }
        waiting.add(new Piece(batch, 0, batch.count));
        return true;
    }

    /** A source is not asked again once it has ended. */
    private boolean more() {
        ended = ended || !source.hasNext();
        return !ended;
    }

    /** What can be delivered next; null if nothing can. */
    private Batch nextDone() {
        Batch next = options.asCompleted ? done.peek() : inOrder.peek();
        return next == null || !next.isDone() ? null : next;
    }

    @SuppressWarnings("unchecked") // a slot of a batch that is done holds a result
    private void deliver(Batch batch) {
        (options.asCompleted ? done : inOrder).remove();
        for (int i = 0; i < batch.count && !calls.stopped(); i++) {
            sink.accept((R) batch.slots[i]);
            batch.slots[i] = null;
            delivered++;
            calls.stopIfInterrupted(read);
        }
        batches--;
    }
}
