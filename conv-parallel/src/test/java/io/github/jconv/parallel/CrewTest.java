package io.github.jconv.parallel;

import static io.github.jconv.parallel.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.testkit.ProcessorTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workers and their pool: many callers, nested calls, shutdown, going and coming. */
class CrewTest {

    @Test
    void aPoolThatIsShutDownWhileItRunsLosesNoTile() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            ForkJoinPool pool = new ForkJoinPool(2);
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 3);
            AtomicInteger tiles = new AtomicInteger();
            scheduler.run(task(100, Long.MAX_VALUE, (tile, slot) -> {
                if (tiles.incrementAndGet() == 30) {
                    pool.shutdownNow();
                }
            }));
            assertThat(tiles).hasValue(100);
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            scheduler.run(task(100, Long.MAX_VALUE, (tile, slot) -> tiles.incrementAndGet()));
            assertThat(tiles).hasValue(200);
        }
    }

    /** Runs of every size and depth on few workers from many callers: no seat is taken twice, no tile is lost. */
    @Test
    void stress() throws InterruptedException {
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 4, 0);
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 20; i++) { // more than the board has places
                int seed = i;
                callers.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int round = 0; round < 500; round++) {
                            nest(scheduler, 1 + (seed + round) % 9, round % 3);
                        }
                    } catch (Throwable thrown) {
                        failures.add(thrown);
                    }
                }));
            }
            for (Thread caller : callers) {
                assertThat(caller.join(Duration.ofMinutes(2))).isTrue();
            }
            assertThat(failures).isEmpty();
        }
    }

    private static void nest(ForkJoinScheduler scheduler, int tiles, int depth) {
        AtomicInteger ran = new AtomicInteger();
        AtomicIntegerArray seats = new AtomicIntegerArray(4);
        scheduler.run(task(tiles, Long.MAX_VALUE, (tile, slot) -> {
            if (seats.incrementAndGet(slot) != 1) {
                throw new AssertionError("seat " + slot + " is taken twice");
            }
            if (depth > 0) {
                nest(scheduler, tiles, depth - 1);
            }
            ran.incrementAndGet();
            seats.decrementAndGet(slot);
        }));
        assertThat(ran).hasValue(tiles);
    }

    @Test
    void workersGoBackToThePool() throws InterruptedException {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            new ForkJoinScheduler(pool, 2)
                    .spin(Duration.ofMillis(10))
                    .run(task(100, Long.MAX_VALUE, (tile, slot) -> Thread.onSpinWait()));
            assertThat(pool.awaitQuiescence(30, TimeUnit.SECONDS)).isTrue(); // nobody looks at the board for ever
            assertThat(pool.getActiveThreadCount()).isZero();
        }
    }

    /** By their processor time, not by the clock: whoever spun for ever would never be found at rest. */
    @Test
    void workersWithoutWorkTakeNoProcessorTime() throws InterruptedException {
        assertThat(ForkJoinScheduler.SPIN).isLessThan(Duration.ofMillis(1));
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            Set<Thread> workers = ConcurrentHashMap.newKeySet();
            Thread caller = Thread.currentThread();
            new ForkJoinScheduler(pool, 3).run(task(2, Long.MAX_VALUE, (tile, slot) -> {
                if (!Thread.currentThread().equals(caller)) {
                    workers.add(Thread.currentThread());
                }
                while (workers.isEmpty()) {
                    Thread.onSpinWait(); // the caller's tile ends once a worker has the other
                }
            }));
            long spent = -1;
            long before = -2;
            for (int look = 0; look < 100 && spent != before; look++) {
                before = spent;
                Thread.sleep(20);
                spent = ProcessorTime.of(workers);
            }
            assertThat(spent).isPositive().isEqualTo(before);
        }
    }

    @Test
    void aWorkerThatStaysMakesRoomForOtherWork() throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 2).spin(Duration.ofMillis(10));
            AtomicInteger stop = new AtomicInteger();
            Thread caller = Thread.ofPlatform().start(() -> {
                while (stop.get() == 0) { // the only worker is never without work for long
                    scheduler.run(task(20, Long.MAX_VALUE, (tile, slot) -> Thread.onSpinWait()));
                }
            });
            assertThat(pool.submit(() -> 42).get(60, TimeUnit.SECONDS)).isEqualTo(42);
            stop.set(1);
            assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void aPoolThatNobodyHoldsIsForgotten() throws InterruptedException {
        WeakReference<ForkJoinPool> pool = new WeakReference<>(usedAndClosed());
        for (int i = 0; i < 100 && pool.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(pool.get()).isNull();
    }

    private static ForkJoinPool usedAndClosed() {
        ForkJoinPool pool = new ForkJoinPool(1);
        new ForkJoinScheduler(pool, 2).run(task(20, Long.MAX_VALUE, (tile, slot) -> {}));
        pool.close();
        return pool;
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

    /** A thread that helps its pool from inside an item comes to workers' tasks: it must not join its own run again. */
    @Test
    void anItemMayHelpItsPool() {
        List<Integer> items = IntStream.range(0, 300).boxed().toList();
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            for (int round = 0; round < 10; round++) {
                assertThat(Parallel.on(pool, 4).batch(1).map(items, item -> {
                            if (item % 30 == 0) {
                                ForkJoinTask
                                        .helpQuiesce(); // of this pool on its workers, of the common one on the caller
                            }
                            return item;
                        }))
                        .isEqualTo(items);
            }
        }
        Parallel common = Parallel.jobs(3).batch(1);
        for (int round = 0; round < 10; round++) {
            assertThat(common.map(items, item -> {
                        var _ = ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.MICROSECONDS);
                        return item;
                    }))
                    .isEqualTo(items);
            List<Integer> delivered = new ArrayList<>();
            common.mapTo(
                    items,
                    item -> {
                        var _ = ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.MICROSECONDS);
                        return item;
                    },
                    delivered::add);
            assertThat(delivered).isEqualTo(items);
        }
    }

    /** A thread that is not of the pool, and only helps it, is not kept for the pool's runs. */
    @Test
    void whoHelpsAPoolIsNotItsWorker() throws InterruptedException {
        Set<Thread> ran = ConcurrentHashMap.newKeySet();
        AtomicBoolean stop = new AtomicBoolean();
        ForkJoinPool pool = new ForkJoinPool(2);
        ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 3);
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                scheduler.run(task(20, Long.MAX_VALUE, (tile, slot) -> ran.add(Thread.currentThread())));
            }
        });
        while (ran.isEmpty()) {
            Thread.onSpinWait(); // there is something to help with
        }
        Thread helper = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 200; i++) {
                var _ = pool.awaitQuiescence(10, TimeUnit.MICROSECONDS);
            }
        });
        assertThat(helper.join(Duration.ofSeconds(60))).isTrue();
        stop.set(true);
        assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        pool.close();
        assertThat(ran).doesNotContain(helper);
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
}
