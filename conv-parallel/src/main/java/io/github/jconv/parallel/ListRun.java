package io.github.jconv.parallel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A function over a list of items, in batches from a counter. What is left of a batch that takes long is given back
 * once another thread has nothing to do.
 */
final class ListRun<T, R> extends Post {

    /** Items, and one by one their results. */
    private final Chunks<T> slots;

    private final int count;
    private final int fixed;
    private final int threads;
    private final AtomicLong next = new AtomicLong();
    private final Queue<Range> givenBack = new ConcurrentLinkedQueue<>();
    private final Calls<T, R> calls;
    private final Crew crew;
    private final ForkJoinPool pool;
    private final BooleanSupplier moreOrDone;

    /** Whether a thread has found nothing to take. */
    private volatile boolean someoneIsFree;

    private record Range(int from, int to) {}

    ListRun(
            Chunks<T> items,
            Function<? super T, ? extends R> function,
            Options options,
            boolean collects,
            int threads,
            Crew crew,
            ForkJoinPool pool) {
        this.slots = items;
        this.count = items.size();
        this.fixed = options.batch;
        this.threads = threads;
        this.crew = crew;
        this.pool = pool;
        this.calls = new Calls<>(function, options, collects, count, this);
        this.moreOrDone = () -> calls.stopped() || !givenBack.isEmpty() || isEmpty();
    }

    Calls<T, R> calls() {
        return calls;
    }

    @Override
    boolean hasWork() {
        return !calls.stopped() && (next.get() < count || !givenBack.isEmpty());
    }

    @Override
    boolean seatsReturn() {
        return true;
    }

    @Override
    void work(int seat) {
        boolean isCaller = seat == 0;
        Integer before = calls.enter();
        try {
            if (isCaller) {
                calls.stopIfInterrupted(0); // even if the workers have taken all by now
            }
            int size = Math.max(1, fixed);
            while (!calls.stopped()) {
                Range range = take(size);
                if (range != null) {
                    size = run(range, size, isCaller);
                } else if (isCaller && !isEmpty()) {
                    await(moreOrDone, ForkJoinScheduler.SPIN.toNanos(), true);
                    calls.stopIfInterrupted(count);
                } else {
                    break;
                }
            }
        } catch (Throwable thrown) { // the listener's
            calls.stop(thrown);
        } finally {
            calls.exit(before);
        }
    }

    /** What this thread does next; null if nothing is left, or all of it is others'. */
    private Range take(int size) {
        long from = next.get() < count ? next.getAndAdd(size) : count;
        if (from < count) {
            return new Range((int) from, (int) Math.min(count, from + size));
        }
        Range range = givenBack.poll();
        if (range == null) {
            someoneIsFree = true;
            return null;
        }
        int mine = range.from + Math.min(size, Batches.fair(range.to - range.from, threads));
        giveBack(mine, range.to);
        return new Range(range.from, mine);
    }

    private void giveBack(int from, int to) {
        if (from < to) {
            givenBack.add(new Range(from, to));
            crew.call(pool, freeSeats());
            signal();
        }
    }

    /** The size of this thread's next batch. */
    private int run(Range range, int size, boolean isCaller) {
        long begin = System.nanoTime();
        int i = range.from;
        int end = range.to;
        while (i < end) {
            if (isCaller) {
                calls.stopIfInterrupted(i);
            }
            if (calls.stopped()) {
                break;
            }
            slots.put(i, calls.apply(i, slots.get(i)));
            i++;
            if (someoneIsFree && fixed == 0 && i < end && Batches.isLong(System.nanoTime() - begin)) {
                giveBack(i, end);
                end = i;
            }
        }
        calls.completed(i - range.from);
        if (fixed > 0) {
            return fixed;
        }
        // The last batches are small: all end together.
        int fair = Batches.fair((int) Math.max(0, count - next.get()), threads);
        return Math.min(fair, Batches.next(size, System.nanoTime() - begin));
    }
}
