package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Sources that are not lists. */
class MapToTest {

    @Property(tries = 100)
    void everyResultIsDeliveredInOrder(
            @ForAll List<Integer> items,
            @ForAll @IntRange(min = 1, max = 5) int jobs,
            @ForAll @IntRange(min = 1, max = 4) int poolSize,
            @ForAll @IntRange(min = 0, max = 9) int inFlight,
            @ForAll @IntRange(min = 0, max = 9) int batch) {
        try (ForkJoinPool pool = new ForkJoinPool(poolSize)) {
            Parallel parallel = Parallel.on(pool, jobs);
            parallel = inFlight == 0 ? parallel : parallel.inFlight(inFlight);
            parallel = batch == 0 ? parallel : parallel.batch(batch);
            List<Long> results = new ArrayList<>();
            assertThat(parallel.mapTo(items, i -> i * 3L, results::add)).isEqualTo(items.size());
            assertThat(results).isEqualTo(items.stream().map(i -> i * 3L).toList());
            List<Long> unordered = new ArrayList<>();
            parallel.asCompleted().mapTo(items, i -> i * 3L, unordered::add);
            assertThat(unordered).containsExactlyInAnyOrderElementsOf(results);
        }
    }

    /** Counts what is between the source and the sink. */
    private static final class Gauge implements Iterable<Integer> {
        private final int count;
        private long read;
        private long delivered;
        private long most;

        Gauge(int count) {
            this.count = count;
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return read < count;
                }

                @Override
                public Integer next() {
                    read++;
                    most = Math.max(most, read - delivered);
                    return (int) read;
                }
            };
        }
    }

    @Test
    void aMillionItemsAreNeverInMemoryAtOnce() {
        Gauge gauge = new Gauge(1_000_000);
        AtomicLong sum = new AtomicLong();
        long delivered = Parallel.jobs(3).mapTo(gauge, i -> i * 2L, twice -> {
            gauge.delivered++;
            sum.addAndGet(twice);
        });
        assertThat(delivered).isEqualTo(1_000_000);
        assertThat(sum).hasValue(1_000_000L * 1_000_001L);
        assertThat(gauge.most).isLessThanOrEqualTo(3L * 3 * Batches.MOST);
    }

    @Test
    void noMoreItemsAreInFlightThanWasAsked() {
        Gauge gauge = new Gauge(10_000);
        Parallel.jobs(4).inFlight(10).mapTo(gauge, i -> i, i -> gauge.delivered++);
        assertThat(gauge.most).isLessThanOrEqualTo(10);
    }

    /** Item 0 ends only once others were delivered, so in order this would never end. */
    @Test
    void aSlowItemDoesNotHoldUpTheOthersAsCompleted() {
        CountDownLatch othersDelivered = new CountDownLatch(2);
        List<Integer> results = new ArrayList<>();
        Thread caller = Thread.currentThread();
        CountDownLatch workerHasZero = new CountDownLatch(1);
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            Iterator<Integer> items = List.of(0, 1, 2, 3).iterator();
            Iterable<Integer> waitsForTheWorker = () -> new Iterator<>() {
                private boolean first = true;

                @Override
                public boolean hasNext() {
                    if (!first) {
                        awaitUninterruptibly(workerHasZero); // the caller must not take item 0 itself
                    }
                    return items.hasNext();
                }

                @Override
                public Integer next() {
                    first = false;
                    return items.next();
                }
            };
            Parallel.on(pool, 2)
                    .asCompleted()
                    .batch(1)
                    .mapTo(
                            waitsForTheWorker,
                            i -> {
                                if (i == 0) {
                                    assertThat(Thread.currentThread()).isNotSameAs(caller);
                                    workerHasZero.countDown();
                                    awaitUninterruptibly(othersDelivered);
                                }
                                return i;
                            },
                            i -> {
                                results.add(i);
                                othersDelivered.countDown();
                            });
        }
        assertThat(results).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(results.getFirst()).isNotZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void theSourceIsReadAndResultsAreDeliveredByTheCallerOnly() {
        Set<Thread> threads = new HashSet<>();
        Stream<Integer> source = IntStream.range(0, 2000).mapToObj(i -> {
            threads.add(Thread.currentThread());
            return i;
        });
        Parallel.jobs(3).mapTo(source, i -> i, i -> threads.add(Thread.currentThread()));
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aStreamIsClosed() {
        AtomicBoolean closed = new AtomicBoolean();
        Parallel.jobs(2).mapTo(Stream.of(1).onClose(() -> closed.set(true)), i -> i, i -> {});
        assertThat(closed).isTrue();
    }

    @Test
    void aFailureNamesTheItem() {
        assertThatThrownBy(() -> Parallel.jobs(2).mapTo(new Gauge(10_000), i -> 100 / (i - 5001), i -> {}))
                .isInstanceOf(Parallel.ItemException.class)
                .hasMessage("item 5000 (5001) failed: java.lang.ArithmeticException: / by zero");
    }

    @Test
    void whatSourceAndSinkThrowComesOutAsItIs() {
        Stream<Integer> broken = IntStream.range(0, 100).mapToObj(i -> {
            if (i == 50) {
                throw new IllegalStateException("source");
            }
            return i;
        });
        assertThatThrownBy(() -> Parallel.jobs(2).mapTo(broken, i -> i, i -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("source");
        assertThatThrownBy(() -> Parallel.jobs(2).mapTo(new Gauge(100), i -> i, i -> {
                    throw new IllegalStateException("sink");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sink");
    }

    @Test
    void outcomesOfEveryItem() {
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        Parallel.jobs(2).outcomesTo(List.of(1, 0, 2), i -> 2 / i, outcomes::add);
        assertThat(outcomes).extracting(Outcome::result).containsExactly(2, null, 1);
        assertThat(outcomes).extracting(Outcome::succeeded).containsExactly(true, false, true);
        assertThat(outcomes.get(1).failure()).hasMessage("item 1 (0) failed: java.lang.ArithmeticException: / by zero");
    }

    @Test
    void mapsNestInStreams() {
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            Parallel parallel = Parallel.on(pool, 3);
            List<Long> counts = new ArrayList<>();
            parallel.mapTo(new Gauge(30), i -> parallel.mapTo(new Gauge(i), j -> j, j -> {}), counts::add);
            assertThat(counts)
                    .isEqualTo(
                            IntStream.rangeClosed(1, 30).mapToObj(i -> (long) i).toList());
        }
    }
}
