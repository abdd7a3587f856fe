package io.github.jconv.parallel;

import io.github.jconv.machine.Machine;
import io.github.jconv.spi.TileTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/**
 * Maps a function over a list on several threads: what {@code Parallel(n_jobs)(delayed(f)(x) for x in xs)} of joblib is
 * to Python.
 *
 * {@snippet :
 * List<float[]> edges = Parallel.jobs(-1).map(images, image -> Planes.correlate(image, h, w, sobel, 3, 3, Padding.same()));
 * }
 *
 * <p>Immutable and safe for use by many threads. A map inside a map shares the same pool and adds no threads.
 */
public final class Parallel {

    private static final int SHOWN = 80;

    private final ForkJoinScheduler scheduler;

    private Parallel(ForkJoinScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * On the common pool, which by default has a worker less than there are cores.
     *
     * @param jobs how many threads at the most, as joblib counts: -1 all cores, -2 all but one, 1 the calling thread only
     * @return the parallel map
     * @throws IllegalArgumentException if jobs is 0
     */
    public static Parallel jobs(int jobs) {
        return on(ForkJoinPool.commonPool(), jobs);
    }

    /**
     * On a pool of the caller's own.
     *
     * @param pool where workers come from; not closed here
     * @param jobs how many threads, the caller among them, counted as {@link #jobs}
     * @return the parallel map
     * @throws IllegalArgumentException if pool is null or jobs is 0
     */
    public static Parallel on(ForkJoinPool pool, int jobs) {
        return new Parallel(new ForkJoinScheduler(pool, Machine.current().threads(jobs)));
    }

    /**
     * Applies a function to every item and returns when all are done. If one fails, no further item is begun.
     *
     * @param items the arguments; not modified
     * @param function called once for each item, from several threads at once
     * @param <T> type of the items
     * @param <R> type of the results
     * @return an unmodifiable list of the results in the order of the items; a result may be null
     * @throws IllegalArgumentException if an argument is null
     * @throws ItemException if the function throws anything but a {@link VirtualMachineError}; names the item, later
     *     failures are suppressed
     */
    public <T, R> List<R> map(List<? extends T> items, Function<? super T, ? extends R> function) {
        if (items == null || function == null) {
            throw new IllegalArgumentException((items == null ? "items" : "function") + " is null");
        }
        List<T> arguments = new ArrayList<>(items); // an array of its own: a linked list has no fast access by index
        Object[] results = new Object[arguments.size()];
        scheduler.share(new TileTask() {
            @Override
            public int tiles() {
                return results.length;
            }

            @Override
            public long work() {
                return Long.MAX_VALUE; // unknown, so worth sharing
            }

            @Override
            public void run(int tile, int slot) {
                T item = arguments.get(tile);
                try {
                    results[tile] = function.apply(item);
                } catch (VirtualMachineError broken) {
                    throw broken;
                } catch (Throwable thrown) { // an assertion that fails is about an item as well
                    throw new ItemException(tile, results.length, item, thrown);
                }
            }
        });
        @SuppressWarnings("unchecked") // every result came from the function
        List<R> list = (List<R>) Arrays.asList(results);
        return Collections.unmodifiableList(list);
    }

    /** A function of {@link Parallel#map} failed. The message names the item, the cause is what was thrown. */
    public static final class ItemException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Which item it was. */
        private final int index;

        private ItemException(int index, int count, Object item, Throwable cause) {
            super("item " + index + " of " + count + " (" + shown(item) + ") failed: " + cause, cause);
            this.index = index;
        }

        /**
         * Which item it was.
         *
         * @return its index in the list
         */
        public int index() {
            return index;
        }

        private static String shown(Object item) {
            String text;
            try {
                text = String.valueOf(item);
            } catch (RuntimeException unprintable) {
                text = item.getClass().getName(); // its own failure must not replace the one that is reported
            }
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        }
    }
}
