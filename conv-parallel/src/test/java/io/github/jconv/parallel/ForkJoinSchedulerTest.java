package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.spi.TileTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ForkJoinSchedulerTest {

    private interface Body {
        void run(int tile, int slot);
    }

    private static TileTask task(int tiles, long work, Body body) {
        return new TileTask() {
            @Override
            public int tiles() {
                return tiles;
            }

            @Override
            public long work() {
                return work;
            }

            @Override
            public void run(int tile, int slot) {
                body.run(tile, slot);
            }
        };
    }

    @Property(tries = 100)
    void everyTileRunsOnceAndNoSeatIsTakenTwice(
            @ForAll @IntRange(min = 0, max = 200) int tiles,
            @ForAll @IntRange(min = 1, max = 9) int jobs,
            @ForAll @IntRange(min = 1, max = 4) int poolSize) {
        AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, tiles));
        AtomicIntegerArray seats = new AtomicIntegerArray(jobs);
        try (ForkJoinPool pool = new ForkJoinPool(poolSize)) {
            new ForkJoinScheduler(pool, jobs).run(task(tiles, Long.MAX_VALUE, (tile, slot) -> {
                assertThat(seats.incrementAndGet(slot)).isEqualTo(1);
                runs.incrementAndGet(tile);
                seats.decrementAndGet(slot);
            }));
        }
        for (int tile = 0; tile < tiles; tile++) {
            assertThat(runs.get(tile)).isEqualTo(1);
        }
    }

    @Test
    void smallWorkStaysOnTheCallingThreadInOrder() {
        List<Integer> order = new ArrayList<>();
        Thread caller = Thread.currentThread();
        new ForkJoinScheduler(ForkJoinPool.commonPool(), 4).run(task(50, ForkJoinScheduler.CUTOFF - 1, (tile, slot) -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            order.add(tile);
        }));
        assertThat(order).hasSize(50).isSorted();
    }

    @Test
    void largeWorkReachesAnotherThread() throws InterruptedException {
        CountDownLatch bothInside = new CountDownLatch(2);
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            new ForkJoinScheduler(pool, 2).run(task(2, Long.MAX_VALUE, (tile, slot) -> {
                bothInside.countDown();
                awaitUninterruptibly(bothInside); // passes only if two threads hold a tile at once
            }));
        }
        assertThat(bothInside.getCount()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void theFirstFailureComesOutAndNoTileRunsAfterwards() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 4);
            assertThatThrownBy(() -> scheduler.run(task(100_000, Long.MAX_VALUE, (tile, slot) -> {
                        running.incrementAndGet();
                        begun.incrementAndGet();
                        try {
                            if (tile == 10) {
                                throw new IllegalStateException("tile 10");
                            }
                        } finally {
                            running.decrementAndGet();
                        }
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("tile 10");
            assertThat(running).hasValue(0);
            assertThat(begun.get()).isLessThan(100_000);
            int after = begun.get();
            assertThat(pool.awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
            assertThat(begun).hasValue(after);
        }
    }

    @Test
    void errorsComeOutAsTheyAre() {
        ForkJoinScheduler scheduler = new ForkJoinScheduler(ForkJoinPool.commonPool(), 2);
        assertThatThrownBy(() -> scheduler.run(task(4, Long.MAX_VALUE, (tile, slot) -> {
                    throw new AssertionError("tile");
                })))
                .isInstanceOf(AssertionError.class)
                .hasMessage("tile");
    }

    @Test
    void aCallFromAWorkerOfABusyPoolFinishes() throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 4);
            AtomicInteger tiles = new AtomicInteger();
            // The only worker is the caller: nobody can take the helpers' seats.
            pool.submit(() -> scheduler.run(task(
                            20,
                            Long.MAX_VALUE,
                            (tile, slot) -> scheduler.run(
                                    task(5, Long.MAX_VALUE, (inner, innerSlot) -> tiles.incrementAndGet())))))
                    .get(30, TimeUnit.SECONDS);
            assertThat(tiles).hasValue(100);
        }
    }

    @Test
    void manyThreadsAndVirtualThreadsShareOneScheduler() throws InterruptedException {
        ForkJoinScheduler scheduler = new ForkJoinScheduler(ForkJoinPool.commonPool(), 3);
        AtomicInteger tiles = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Runnable call = () -> scheduler.run(task(50, Long.MAX_VALUE, (tile, slot) -> tiles.incrementAndGet()));
            callers.add(
                    i % 2 == 0
                            ? Thread.startVirtualThread(call)
                            : Thread.ofPlatform().start(call));
        }
        for (Thread caller : callers) {
            assertThat(caller.join(java.time.Duration.ofSeconds(30))).isTrue();
        }
        assertThat(tiles).hasValue(2000);
    }

    @Test
    void aPoolThatIsShutDownLeavesTheWorkToTheCaller() {
        ForkJoinPool pool = new ForkJoinPool(2);
        pool.shutdown();
        AtomicInteger tiles = new AtomicInteger();
        new ForkJoinScheduler(pool, 3).run(task(20, Long.MAX_VALUE, (tile, slot) -> tiles.incrementAndGet()));
        assertThat(tiles).hasValue(20);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> new ForkJoinScheduler(null, 1)).hasMessage("pool is null");
        assertThatThrownBy(() -> new ForkJoinScheduler(ForkJoinPool.commonPool(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scheduler has 0 jobs but needs 1 to 32767");
        assertThatThrownBy(() -> new ForkJoinScheduler(ForkJoinPool.commonPool(), 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scheduler has a cutoff of -1 but needs at least 0");
    }
}
