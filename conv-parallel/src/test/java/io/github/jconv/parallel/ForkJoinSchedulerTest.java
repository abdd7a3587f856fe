package io.github.jconv.parallel;

import static io.github.jconv.parallel.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.spi.TileTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
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

    /** What one thread does is cut for one: a second cut would cost time and gain none. */
    @Test
    void smallWorkIsCutForOneThread() {
        ForkJoinScheduler scheduler = new ForkJoinScheduler(ForkJoinPool.commonPool(), 4);
        assertThat(scheduler.jobs(ForkJoinScheduler.CUTOFF - 1, 0)).isEqualTo(1);
        assertThat(scheduler.jobs(ForkJoinScheduler.CUTOFF, 0)).isEqualTo(4);
        assertThat(scheduler.jobs(0, ForkJoinScheduler.CUTOFF)).isEqualTo(4); // bytes count as well
        assertThat(new ForkJoinScheduler(ForkJoinPool.commonPool(), 4, 0).jobs(0, 0))
                .isEqualTo(4);
        Planner planner = Planner.builder().scheduler(scheduler).build();
        try (ConvPlan small = planner.plan(Conv2d.of(1, 8, 3), Shape.nchw(1, 1, 64, 64), new float[72], null);
                ConvPlan many = planner.plan(Conv2d.of(1, 8, 3), Shape.nchw(99, 1, 64, 64), new float[72], null);
                ConvPlan serial =
                        Planner.serial().plan(Conv2d.of(1, 8, 3), Shape.nchw(1, 1, 64, 64), new float[72], null)) {
            assertThat(tiles(small)).isEqualTo(tiles(serial));
            assertThat(many.workspaceBytes()).isEqualTo(small.workspaceBytes());
        }
    }

    private static String tiles(ConvPlan plan) {
        return plan.describe().replaceAll(".*(tiles=\\d+).*", "$1");
    }

    @Test
    void aMeasuredCutoffTakesTheDefaultsPlace() {
        Thread caller = Thread.currentThread();
        long cutoff = 1_000_000_000_000L;
        List<Integer> order = new ArrayList<>();
        new ForkJoinProvider().create(4, cutoff).run(task(50, cutoff - 1, (tile, slot) -> {
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
        int tiles = 1_000_000_000; // not done while one thread is about to fail, however long that takes
        AtomicInteger running = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 4);
            assertThatThrownBy(() -> scheduler.run(task(tiles, Long.MAX_VALUE, (tile, slot) -> {
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
            assertThat(begun.get()).isLessThan(tiles);
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
    void bytesCountWhereMultiplyAddsAreFew() throws InterruptedException {
        CountDownLatch bothInside = new CountDownLatch(2);
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            TileTask task = task(2, 1, (tile, slot) -> {
                bothInside.countDown();
                awaitUninterruptibly(bothInside); // passes only if two threads hold a tile at once
            });
            new ForkJoinScheduler(pool, 2).run(new TileTask() {
                @Override
                public int tiles() {
                    return task.tiles();
                }

                @Override
                public long work() {
                    return task.work();
                }

                @Override
                public long bytes() {
                    return 1L << 30;
                }

                @Override
                public void run(int tile, int slot) {
                    task.run(tile, slot);
                }
            });
        }
        assertThat(bothInside.getCount()).isZero();
    }

    @Test
    void smallRunsInCloseOrderCallAWorkerAfterAWhile() {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            // So long a spin time that any two of these runs follow each other closely.
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 2).spin(Duration.ofMillis(10));
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (seen.size() < 2 && System.nanoTime() < deadline) {
                scheduler.run(task(64, ForkJoinScheduler.CUTOFF, (tile, slot) -> {
                    seen.add(Thread.currentThread());
                    Thread.onSpinWait();
                }));
            }
            assertThat(seen).hasSize(2);
        }
    }

    @Test
    void anInterruptedCallerGivesUpAndStaysInterrupted() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        Thread caller = Thread.currentThread();
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            assertThatThrownBy(() -> new ForkJoinScheduler(pool, 4).run(task(100_000, Long.MAX_VALUE, (tile, slot) -> {
                        running.incrementAndGet();
                        int count = begun.incrementAndGet();
                        if (count == 50) {
                            caller.interrupt();
                        }
                        while (count >= 50 && slot != 0 && caller.getState() != Thread.State.WAITING) {
                            Thread.onSpinWait(); // until the caller has given up and waits for this tile
                        }
                        running.decrementAndGet();
                    })))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageMatching("interrupted after \\d+ of 100000 tiles had been handed out");
            assertThat(running).hasValue(0);
            assertThat(begun.get()).isLessThan(100_000);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aCallerThatWorksAloneHeedsInterruptionToo() {
        AtomicInteger begun = new AtomicInteger();
        try {
            assertThatThrownBy(() -> new ForkJoinScheduler(ForkJoinPool.commonPool(), 1)
                            .run(task(100, Long.MAX_VALUE, (tile, slot) -> {
                                if (begun.incrementAndGet() == 7) {
                                    Thread.currentThread().interrupt();
                                }
                            })))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted after 7 of 100 tiles had been handed out");
            assertThat(begun).hasValue(7);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInterruptionDuringTheLastTilesIsKept() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        Thread caller = Thread.currentThread();
        CountDownLatch callerWaits = new CountDownLatch(2);
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            new ForkJoinScheduler(pool, 2).run(task(2, Long.MAX_VALUE, (tile, slot) -> {
                callerWaits.countDown();
                awaitUninterruptibly(callerWaits); // one tile each
                if (slot != 0) {
                    while (caller.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    caller.interrupt();
                    while (caller.isInterrupted()) { // until it has taken notice and waits on
                        Thread.onSpinWait();
                    }
                }
                done.incrementAndGet();
            }));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(done).hasValue(2);
    }

    @Test
    void allFailuresAreKept() {
        CountDownLatch bothInside = new CountDownLatch(2);
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            assertThatThrownBy(() -> new ForkJoinScheduler(pool, 2).run(task(2, Long.MAX_VALUE, (tile, slot) -> {
                        bothInside.countDown();
                        awaitUninterruptibly(bothInside);
                        throw new IllegalStateException("slot " + slot);
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(first -> assertThat(first.getSuppressed())
                            .singleElement()
                            .isInstanceOf(IllegalStateException.class)
                            .isNotSameAs(first));
        }
    }

    @Test
    void aSchedulerGoesOnAfterAFailure() {
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 3);
            for (int i = 0; i < 200; i++) {
                AtomicInteger ran = new AtomicInteger();
                assertThatThrownBy(() -> scheduler.run(task(20, Long.MAX_VALUE, (tile, slot) -> {
                            if (tile == 7) {
                                throw new IllegalStateException("tile 7");
                            }
                        })))
                        .hasMessage("tile 7");
                scheduler.run(task(20, Long.MAX_VALUE, (tile, slot) -> ran.incrementAndGet()));
                assertThat(ran).hasValue(20);
            }
        }
    }

    @Test
    void badArgumentsAreRefused() {
        ForkJoinScheduler scheduler = new ForkJoinScheduler(ForkJoinPool.commonPool(), 2);
        assertThatThrownBy(() -> scheduler.spin(null))
                .hasMessage("scheduler has a spin time of null but needs 0 to 10 ms");
        assertThatThrownBy(() -> scheduler.spin(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scheduler.spin(Duration.ofMillis(11)))
                .hasMessage("scheduler has a spin time of PT0.011S but needs 0 to 10 ms");
        assertThatThrownBy(() -> new ForkJoinScheduler(null, 1)).hasMessage("pool is null");
        assertThatThrownBy(() -> new ForkJoinScheduler(ForkJoinPool.commonPool(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scheduler has 0 jobs but needs 1 to 32767");
        assertThatThrownBy(() -> new ForkJoinScheduler(ForkJoinPool.commonPool(), 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scheduler has a cutoff of -1 but needs at least 0");
    }
}
