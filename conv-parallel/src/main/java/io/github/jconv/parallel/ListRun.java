package io.github.jconv.parallel;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A function over an array of items, in batches from a counter. */
final class ListRun<T, R> extends Post {

    private final Object[] items;
    private final Object[] results;
    private final int fixed;
    private final int threads;
    private final AtomicLong next = new AtomicLong();
    private final Calls<T, R> calls;

    ListRun(Object[] items, Function<? super T, ? extends R> function, Options options, boolean collects, int threads) {
        this.items = items;
        this.results = new Object[items.length];
        this.fixed = options.batch;
        this.threads = threads;
        this.calls = new Calls<>(function, options, collects, items.length, this);
    }

    Calls<T, R> calls() {
        return calls;
    }

    Object[] results() {
        return results;
    }

    @Override
    boolean hasWork() {
        return next.get() < items.length && !calls.stopped();
    }

    @Override
    boolean seatsReturn() {
        return false;
    }

    @Override
    void work(int seat) {
        Integer before = calls.enter();
        try {
            int size = Math.max(1, fixed);
            long from;
            while (!calls.stopped() && (from = next.getAndAdd(size)) < items.length) {
                int to = (int) Math.min(items.length, from + size);
                long begin = System.nanoTime();
                run((int) from, to, seat == 0);
                if (fixed == 0) {
                    int fair = (items.length - to) / (4 * threads); // the last batches are small: all end together
                    size = Math.clamp(fair, 1, Batches.next(size, System.nanoTime() - begin));
                }
            }
        } catch (Throwable thrown) { // the listener's
            calls.stop(thrown);
        } finally {
            calls.exit(before);
        }
    }

    @SuppressWarnings("unchecked") // the array holds what the caller's list held
    private void run(int from, int to, boolean isCaller) {
        int i = from;
        while (i < to) {
            if (isCaller) {
                calls.stopIfInterrupted(i);
            }
            if (calls.stopped()) {
                break;
            }
            results[i] = calls.apply(i, (T) items[i]);
            i++;
        }
        calls.completed(i - from);
    }
}
