package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Items that take unequal time, and sources that are slow. */
class BatchesTest {

    private static final List<Integer> ITEMS =
            IntStream.range(0, 20_000).boxed().toList();
    private static final int SLOW = 10_000;
    private static final int TRIES = 100;

    @Test
    void sizesFollowTheTimeABatchTakes() {
        assertThat(Batches.next(1, 100)).isEqualTo(2);
        assertThat(Batches.next(Batches.MOST, 100)).isEqualTo(Batches.MOST);
        assertThat(Batches.next(64, Batches.TARGET_NANOS)).isEqualTo(64);
        assertThat(Batches.next(64, 3 * Batches.TARGET_NANOS)).isEqualTo(32);
        assertThat(Batches.next(1, 3 * Batches.TARGET_NANOS)).isEqualTo(1);
    }

    /**
     * A thread that is in the middle of a batch when items become slow does not keep the rest of it for itself. A slow
     * item may be the last of its batch, so the scenario is tried until it shows.
     */
    @Test
    void whatIsLeftOfALongBatchIsGivenBack() {
        List<BiConsumer<Parallel, Function<Integer, Integer>>> ways = List.of(
                (parallel, function) ->
                        assertThat(parallel.map(ITEMS, function)).isEqualTo(ITEMS),
                (parallel, function) -> assertThat(inOrder(parallel, function)).isEqualTo(ITEMS),
                (parallel, function) -> assertThat(inOrder(parallel.asCompleted(), function))
                        .containsExactlyInAnyOrderElementsOf(ITEMS));
        for (BiConsumer<Parallel, Function<Integer, Integer>> way : ways) {
            try (ForkJoinPool pool = new ForkJoinPool(2)) {
                Set<Thread> threads = Set.of();
                for (int i = 0; i < TRIES && threads.size() < 2; i++) {
                    threads = threadsOfTheRest(pool, way);
                }
                assertThat(threads).hasSizeGreaterThan(1);
            }
        }
    }

    private static List<Integer> inOrder(Parallel parallel, Function<Integer, Integer> function) {
        List<Integer> results = new ArrayList<>();
        parallel.mapTo(ITEMS, function, results::add);
        return results;
    }

    /** Who runs what is left when a slow item has held up everything. */
    private static Set<Thread> threadsOfTheRest(
            ForkJoinPool pool, BiConsumer<Parallel, Function<Integer, Integer>> way) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger rest = new AtomicInteger(-1);
        way.accept(Parallel.on(pool, 3), i -> {
            ran.incrementAndGet();
            if (i == SLOW) {
                waitUntilAllElseIsDone(ran);
                rest.set(0);
            } else if (rest.get() >= 0 && rest.getAndIncrement() < 20) {
                threads.add(Thread.currentThread());
                pause(3 * Batches.TARGET_NANOS);
            }
            return i;
        });
        return threads;
    }

    private static void waitUntilAllElseIsDone(AtomicInteger ran) {
        for (int before = -1; ran.get() != before; ) {
            before = ran.get();
            pause(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void pause(long nanos) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            Thread.onSpinWait();
        }
    }

    /** Items are tiny and come fast at first, so batches are large; then they come slowly. */
    @Test
    void anItemDoesNotWaitForALargeBatchToFill() {
        int fast = 20_000;
        Iterable<Integer> source = () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < fast + 100;
            }

            @Override
            public Integer next() {
                if (next >= fast) {
                    pause(TimeUnit.MILLISECONDS.toNanos(1));
                }
                return next++;
            }
        };
        AtomicLong before = new AtomicLong();
        List<Long> batches = Collections.synchronizedList(new ArrayList<>());
        Parallel.jobs(2)
                .listener((done, all) -> {
                    long count = done - before.getAndSet(done);
                    if (done - count > fast) {
                        batches.add(count);
                    }
                })
                .mapTo(source, i -> i, i -> {});
        assertThat(batches).as("sizes of the last batches").isNotEmpty().allMatch(count -> count <= Conveyor.LOOKS);
    }

    @Test
    void aSourceThatHasEndedIsNotAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Iterator<Integer> three = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < 3 || asked.incrementAndGet() < 0;
            }

            @Override
            public Integer next() {
                return next++;
            }
        };
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            Parallel.on(pool, 2).batch(1).mapTo(() -> three, i -> i, i -> {});
        }
        assertThat(asked).hasValue(1);
    }
}
