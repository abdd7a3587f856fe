package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a map ends early, what it tells while it runs, and what it leaves behind. */
class LimitsTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 1000).boxed().toList();

    /** Waits until it is interrupted. */
    private static Integer forEver(Integer item) {
        try {
            new CountDownLatch(1).await();
            return item;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theTimeOfACallIsLimited(int jobs) {
        Parallel parallel = Parallel.jobs(jobs).timeout(Duration.ofMillis(20));
        assertThatThrownBy(() -> parallel.map(ITEMS, LimitsTest::forEver))
                .isInstanceOf(Parallel.TimeLimitException.class)
                .hasMessage("not done after PT0.02S");
        assertThatThrownBy(() -> parallel.mapTo(ITEMS, LimitsTest::forEver, i -> {}))
                .isInstanceOf(Parallel.TimeLimitException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void theTimeIsLimitedEvenIfThePoolIsBusy() {
        int workers = ForkJoinPool.commonPool().getParallelism();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                blocked.countDown();
                await(release);
            });
        }
        try {
            await(blocked);
            assertThatThrownBy(() ->
                            Parallel.jobs(2).timeout(Duration.ofMillis(20)).map(ITEMS, LimitsTest::forEver))
                    .isInstanceOf(Parallel.TimeLimitException.class);
        } finally {
            release.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void theTimeOfAnItemIsLimited() {
        Parallel parallel = Parallel.jobs(2).itemTimeout(Duration.ofMillis(20));
        assertThatThrownBy(() -> parallel.map(ITEMS, i -> i == 5 ? forEver(i) : i))
                .hasMessage("item 5 of 1000 (5) failed: java.util.concurrent.TimeoutException: no result after PT0.02S")
                .hasCauseInstanceOf(TimeoutException.class);
        List<Outcome<Integer>> outcomes = parallel.outcomes(List.of(1, 2, 3), i -> i == 2 ? forEver(i) : i);
        assertThat(outcomes).extracting(Outcome::result).containsExactly(1, null, 3);
        assertThat(outcomes.get(1).failure()).hasCauseInstanceOf(TimeoutException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void limitsThatAreKeptChangeNothing() {
        Parallel parallel =
                Parallel.jobs(2).timeout(Duration.ofDays(1000)).itemTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(parallel.map(ITEMS, i -> i)).isEqualTo(ITEMS);
    }

    @Test
    void aFailureInterruptsTheOthersAndNothingRunsAfterwards() {
        AtomicInteger running = new AtomicInteger();
        CountDownLatch oneWaits = new CountDownLatch(1);
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            assertThatThrownBy(() -> Parallel.on(pool, 3).batch(1).map(ITEMS, i -> {
                        running.incrementAndGet();
                        try {
                            if (i == 0) {
                                await(oneWaits);
                                throw new IllegalStateException("first");
                            }
                            oneWaits.countDown();
                            return forEver(i);
                        } finally {
                            running.decrementAndGet();
                        }
                    }))
                    .isInstanceOf(Parallel.ItemException.class)
                    .hasMessage("item 0 of 1000 (0) failed: java.lang.IllegalStateException: first");
            assertThat(running).hasValue(0);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            // The workers' interruption was ours and has ended with the call.
            assertThat(Parallel.on(pool, 3)
                            .map(ITEMS, i -> Thread.currentThread().isInterrupted()))
                    .containsOnly(false);
        }
    }

    @Test
    void anInterruptedCallerGivesUpAndStaysInterrupted() {
        Thread caller = Thread.currentThread();
        List<Consumer<Parallel>> ways = List.of(
                parallel -> parallel.map(ITEMS, i -> interrupt(caller, i)),
                parallel -> parallel.mapTo(ITEMS, i -> interrupt(caller, i), i -> {}));
        for (Consumer<Parallel> way : ways) {
            for (int jobs = 1; jobs <= 3; jobs++) {
                Parallel parallel = Parallel.jobs(jobs).batch(1);
                assertThatThrownBy(() -> way.accept(parallel))
                        .isInstanceOf(CancellationException.class)
                        .hasMessageContaining("interrupted after ");
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void aCallerThatWaitsForTheLastItemGivesUpToo() {
        List<BiConsumer<Parallel, Function<Integer, Integer>>> ways = List.of(
                (parallel, function) -> parallel.map(List.of(0, 1), function),
                (parallel, function) -> parallel.mapTo(List.of(0, 1), function, i -> {}));
        for (BiConsumer<Parallel, Function<Integer, Integer>> way : ways) {
            try (ForkJoinPool pool = new ForkJoinPool(1)) {
                assertThatThrownBy(() -> way.accept(Parallel.on(pool, 2).batch(1), interruptsWhoWaits()))
                        .isInstanceOf(CancellationException.class);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        }
    }

    /** A batch may be of thousands of items. */
    @Test
    void aCallerGivesUpInTheMiddleOfABatch() {
        Parallel parallel = Parallel.jobs(1).batch(ITEMS.size());
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger delivered = new AtomicInteger();
        List<Runnable> ways = List.of(
                () -> parallel.map(ITEMS, i -> interruptAt(20, ran)),
                () -> parallel.mapTo(ITEMS, i -> interruptAt(20, ran), i -> {}),
                () -> parallel.mapTo(ITEMS, i -> i, i -> interruptAt(20, delivered)));
        for (Runnable way : ways) {
            ran.set(0);
            assertThatThrownBy(way::run)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("interrupted after ");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Math.max(ran.get(), delivered.get())).isEqualTo(20);
        }
    }

    private static int interruptAt(int last, AtomicInteger count) {
        if (count.incrementAndGet() == last) {
            Thread.currentThread().interrupt();
        }
        return count.get();
    }

    /** The item does not heed the interruption, so that its own limit is reached as well. */
    @Test
    void anInterruptionOfAnItemThatIsLateIsKept() {
        Duration limit = Duration.ofMillis(200);
        AtomicInteger ran = new AtomicInteger();
        try {
            assertThatThrownBy(() -> Parallel.jobs(1).itemTimeout(limit).outcomes(ITEMS, i -> {
                        interruptAt(1, ran);
                        pause(limit.multipliedBy(2));
                        return i;
                    }))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(ran).hasValue(1);
    }

    private static void pause(Duration time) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            Thread.onSpinWait();
        }
    }

    /** While a thread sleeps until a worker is done, its interruption is put aside; a failure elsewhere must not take it. */
    @Test
    void anInterruptionWhileTheCallerWaitsBesideAFailureIsKept() {
        Thread caller = Thread.currentThread();
        CountDownLatch failerIsIn = new CountDownLatch(1);
        CountDownLatch putAside = new CountDownLatch(1);
        try (ForkJoinPool outer = new ForkJoinPool(1);
                ForkJoinPool inner = new ForkJoinPool(1)) {
            assertThatThrownBy(() -> Parallel.on(outer, 2).batch(1).map(List.of(0, 1), i -> {
                        if (!Thread.currentThread().equals(caller)) {
                            failerIsIn.countDown();
                            await(putAside);
                            throw new IllegalStateException("beside");
                        }
                        await(failerIsIn);
                        sleepUntilQuiescent(caller, inner, putAside, outer);
                        return i;
                    }))
                    .hasMessageEndingWith("beside");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    /** Two tiles: the caller's ends at once, the worker's once the interrupted caller sleeps again and the outer map has failed. */
    private static void sleepUntilQuiescent(
            Thread caller, ForkJoinPool pool, CountDownLatch putAside, ForkJoinPool outer) {
        CountDownLatch both = new CountDownLatch(2);
        new ForkJoinScheduler(pool, 2).run(Tasks.task(2, Long.MAX_VALUE, (tile, seat) -> {
            both.countDown();
            await(both);
            if (seat != 0) {
                spinUntil(() -> caller.getState() == Thread.State.WAITING);
                caller.interrupt();
                spinUntil(() -> !caller.isInterrupted());
                putAside.countDown();
                spinUntil(outer::isQuiescent); // the worker has failed and gone
            }
        }));
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** Thrown past the compiler, as other languages do. */
    @Test
    void whatAnItemWithALimitThrowsIsTheCause() {
        Exception checked = new Exception("checked");
        for (Parallel parallel : List.of(Parallel.jobs(1), Parallel.jobs(1).itemTimeout(Duration.ofDays(1)))) {
            assertThatThrownBy(() -> parallel.map(ITEMS, i -> LimitsTest.<Integer, RuntimeException>sneak(checked)))
                    .hasMessage("item 0 of 1000 (0) failed: java.lang.Exception: checked")
                    .hasCause(checked);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the trick
    private static <R, E extends Throwable> R sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    /** The caller's item ends at once, the worker's never. */
    private static Function<Integer, Integer> interruptsWhoWaits() {
        Thread caller = Thread.currentThread();
        CountDownLatch workerIsIn = new CountDownLatch(1);
        return i -> {
            if (Thread.currentThread().equals(caller)) {
                while (workerIsIn.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return i;
            }
            workerIsIn.countDown();
            while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait(); // until it has nothing left to do
            }
            caller.interrupt();
            return forEver(i);
        };
    }

    /** The failure would interrupt the caller as well, and that would end with the call. */
    @Test
    void anInterruptionBesideAFailureIsKept() {
        Thread caller = Thread.currentThread();
        CountDownLatch callerIsInterrupted = new CountDownLatch(1);
        CountDownLatch workerIsIn = new CountDownLatch(1);
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            assertThatThrownBy(() -> Parallel.on(pool, 2).batch(1).map(List.of(0, 1), i -> {
                        if (!Thread.currentThread().equals(caller)) {
                            workerIsIn.countDown();
                            await(callerIsInterrupted);
                            throw new IllegalStateException("beside");
                        }
                        await(workerIsIn);
                        caller.interrupt();
                        callerIsInterrupted.countDown();
                        while (!pool.isQuiescent()) {
                            Thread.onSpinWait(); // until the worker has failed and gone
                        }
                        return i;
                    }))
                    .hasMessageEndingWith("beside");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void closeFromInsideIsRefusedAndDoesNotHang() {
        try (Parallel parallel = Parallel.ownThreads(2)) {
            Thread caller = Thread.currentThread();
            Runnable close = parallel::close;
            CountDownLatch workerIsIn = new CountDownLatch(1);
            assertThatThrownBy(() -> parallel.batch(1).map(List.of(0, 1), i -> {
                        if (Thread.currentThread().equals(caller)) {
                            await(workerIsIn);
                        } else {
                            workerIsIn.countDown();
                            close.run();
                        }
                        return i;
                    }))
                    .isInstanceOf(Parallel.ItemException.class)
                    .hasMessageEndingWith("close was called by a thread that it would wait for");
        }
    }

    /** Later items that a worker takes wait, so that some are left for the caller to give up. */
    private static Integer interrupt(Thread caller, Integer item) {
        if (item == 20) {
            caller.interrupt();
        }
        return item > 20 && !Thread.currentThread().equals(caller) ? forEver(item) : item;
    }

    @Test
    void everyOutcomeIsCollected() {
        List<Outcome<Integer>> outcomes = Parallel.jobs(3).outcomes(ITEMS, i -> 12 / (i % 4));
        assertThat(outcomes).hasSize(ITEMS.size());
        for (int i = 0; i < ITEMS.size(); i++) {
            Outcome<Integer> outcome = outcomes.get(i);
            assertThat(outcome.index()).isEqualTo(i);
            assertThat(outcome.succeeded()).isEqualTo(i % 4 != 0);
            assertThat(outcome.result()).isEqualTo(i % 4 == 0 ? null : 12 / (i % 4));
        }
        assertThat(outcomes.get(8).failure())
                .hasMessage("item 8 of 1000 (8) failed: java.lang.ArithmeticException: / by zero");
    }

    @Test
    void theListenerHearsOfCompletionsOnly() {
        List<Long> heard = new ArrayList<>();
        AtomicInteger completed = new AtomicInteger();
        Parallel parallel = Parallel.jobs(3).listener((done, all) -> {
            assertThat(all).isEqualTo(ITEMS.size());
            assertThat(done).isLessThanOrEqualTo(completed.get());
            heard.add(done);
        });
        parallel.map(ITEMS, i -> completed.incrementAndGet());
        assertThat(heard).isSorted().doesNotHaveDuplicates().endsWith(1000L);
        heard.clear();
        Parallel.jobs(2).listener((done, all) -> heard.add(all)).mapTo(ITEMS, i -> i, i -> {});
        assertThat(heard).isNotEmpty().containsOnly(ProgressListener.UNKNOWN);
    }

    @Test
    void aListenerThatThrowsEndsTheCall() {
        Parallel parallel = Parallel.jobs(2).listener((done, all) -> {
            throw new IllegalStateException("listener");
        });
        assertThatThrownBy(() -> parallel.map(ITEMS, i -> i)).hasMessage("listener");
        assertThatThrownBy(() -> parallel.mapTo(ITEMS, i -> i, i -> {})).hasMessage("listener");
    }

    @Test
    void innerJobsKeepNestedWorkOnItsThread() {
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            Parallel parallel = Parallel.on(pool, 4);
            Set<Boolean> stayed = ConcurrentHashMap.newKeySet();
            parallel.innerJobs(1).map(ITEMS.subList(0, 50), i -> {
                Thread outer = Thread.currentThread();
                parallel.map(
                        ITEMS.subList(0, 20),
                        j -> stayed.add(Thread.currentThread().equals(outer)));
                new ForkJoinScheduler(pool, 4)
                        .run(Tasks.task(
                                20,
                                Long.MAX_VALUE,
                                (tile, seat) ->
                                        stayed.add(Thread.currentThread().equals(outer))));
                return i;
            });
            assertThat(stayed).containsExactly(true);
            assertThat(InnerJobs.most()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    /** Two threads share an item's map; what either of them runs inside has two as well, though four would come. */
    @Test
    void innerJobsReachWhoHelps() {
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            Parallel parallel = Parallel.on(pool, 4);
            Set<Integer> limits = ConcurrentHashMap.newKeySet();
            parallel.innerJobs(2)
                    .map(
                            ITEMS.subList(0, 50),
                            i -> parallel.map(ITEMS.subList(0, 50), j -> limits.add(InnerJobs.most())));
            assertThat(limits).containsExactly(2);
        }
    }

    @Test
    void ownThreadsEndWithClose() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(4);
        Parallel parallel = Parallel.ownThreads(4);
        try (parallel) {
            parallel.batch(1).map(ITEMS.subList(0, 4), i -> {
                threads.add(Thread.currentThread());
                all.countDown();
                await(all); // passes only on four threads
                return i;
            });
        }
        threads.remove(Thread.currentThread());
        assertThat(threads).hasSize(3);
        for (Thread thread : threads) {
            assertThat(joined(thread)).isTrue();
        }
        parallel.close();
        assertThatThrownBy(() -> parallel.map(ITEMS, i -> i))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the parallel map was closed");
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void manyMapsAtOnceOnVirtualThreads() {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Parallel parallel = Parallel.jobs(3);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            callers.add(Thread.startVirtualThread(() -> {
                try {
                    assertThat(parallel.map(ITEMS, item -> item)).isEqualTo(ITEMS);
                } catch (Throwable thrown) {
                    failures.add(thrown);
                }
            }));
        }
        callers.forEach(caller -> assertThat(joined(caller)).isTrue());
        assertThat(failures).isEmpty();
    }

    @Test
    void jobsFromTheEnvironment() {
        assertThat(Parallel.fromEnvironment(null)).isEqualTo(-1);
        assertThat(Parallel.fromEnvironment(" ")).isEqualTo(-1);
        assertThat(Parallel.fromEnvironment(" -2 ")).isEqualTo(-2);
        assertThatThrownBy(() -> Parallel.fromEnvironment("many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JCONV_JOBS is many but needs a whole number, -1 for all cores");
    }

    @Test
    void badSettingsAreRefused() {
        Parallel parallel = Parallel.jobs(1);
        assertThatThrownBy(() -> parallel.batch(0)).hasMessage("batch is 0 but must be at least 1");
        assertThatThrownBy(() -> parallel.inFlight(-1)).hasMessage("inFlight is -1 but must be at least 1");
        assertThatThrownBy(() -> parallel.innerJobs(0)).hasMessage("innerJobs is 0 but must be at least 1");
        assertThatThrownBy(() -> parallel.timeout(null)).hasMessage("timeout is null but must be above zero");
        assertThatThrownBy(() -> parallel.itemTimeout(Duration.ZERO))
                .hasMessage("itemTimeout is PT0S but must be above zero");
        assertThatThrownBy(() -> parallel.mapTo(ITEMS, i -> i, null)).hasMessage("sink is null");
    }
}
