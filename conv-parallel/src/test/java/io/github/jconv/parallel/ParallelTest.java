package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {

    @Property(tries = 50)
    void mapGivesWhatAStreamGives(@ForAll List<Integer> items) {
        List<Long> expected = items.stream().map(i -> i * 3L).toList();
        assertThat(Parallel.jobs(-1).map(items, i -> i * 3L)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {-100, -2, -1, 1, 2, 7})
    void everyNumberOfJobsGivesTheSameOrder(int jobs) {
        List<Integer> items = IntStream.range(0, 1000).boxed().toList();
        assertThat(Parallel.jobs(jobs).map(items, i -> -i))
                .isEqualTo(IntStream.range(0, 1000).map(i -> -i).boxed().toList());
    }

    @Test
    void oneJobStaysOnTheCallingThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Parallel.jobs(1).map(List.of(1, 2, 3), i -> threads.add(Thread.currentThread()));
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aFailureNamesTheItemAndKeepsTheCause() {
        List<String> items = List.of("a", "b", "photo-17.png", "d");
        Parallel.ItemException failure = catchThrowableOfType(
                Parallel.ItemException.class,
                () -> Parallel.jobs(2).map(items, item -> {
                    if (item.startsWith("photo")) {
                        throw new IllegalArgumentException("not a picture");
                    }
                    return item;
                }));
        assertThat(failure)
                .hasMessage("item 2 of 4 (photo-17.png) failed: java.lang.IllegalArgumentException: not a picture")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(failure.index()).isEqualTo(2);
    }

    @Test
    void aFailedAssertionNamesTheItemToo() {
        assertThatThrownBy(() -> Parallel.jobs(2).map(List.of("a", "b"), item -> {
                    throw new AssertionError("wrong");
                }))
                .isInstanceOf(Parallel.ItemException.class)
                .hasMessageEndingWith("failed: java.lang.AssertionError: wrong");
    }

    @Test
    void anItemThatCannotBePrintedDoesNotHideTheFailure() {
        Object unprintable = new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("no text");
            }
        };
        assertThatThrownBy(() -> Parallel.jobs(1).map(List.of(unprintable), item -> {
                    throw new IllegalStateException("real");
                }))
                .hasMessageContaining("real");
    }

    @Test
    void anItemWhoseTextBreaksAnAssertionDoesNotHideTheFailure() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("no text");
            }
        };
        List<Outcome<Object>> outcomes = Parallel.jobs(1).outcomes(List.of(broken), item -> {
            throw new IllegalStateException("real");
        });
        assertThat(outcomes.getFirst().failure()).hasMessageContaining("real");
    }

    /** Its text never ends. */
    @Test
    void aListThatHoldsItselfDoesNotHideTheFailure() {
        List<Object> outer = new ArrayList<>();
        outer.add(List.of(outer));
        assertThatThrownBy(() -> Parallel.jobs(1).map(List.of(outer), item -> {
                    throw new IllegalStateException("real");
                }))
                .isInstanceOf(Parallel.ItemException.class)
                .hasMessage("item 0 of 1 (java.util.ArrayList) failed:" + " java.lang.IllegalStateException: real");
    }

    @Test
    void aFailureThatCannotBePrintedComesOut() {
        IllegalStateException mute = new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no text");
            }
        };
        assertThatThrownBy(() -> Parallel.jobs(1).map(List.of(1), item -> {
                    throw mute;
                }))
                .isInstanceOf(Parallel.ItemException.class)
                .hasMessageStartingWith("item 0 of 1 (1) failed: ")
                .cause()
                .isSameAs(mute);
    }

    @Test
    void aLongItemIsCutInTheMessage() {
        assertThatThrownBy(() -> Parallel.jobs(1).map(List.of("x".repeat(500)), item -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessageContaining("(" + "x".repeat(80) + "...)");
    }

    @Test
    void nullsAreCarriedAndResultsCannotBeChanged() {
        List<String> results = Parallel.jobs(2).map(Arrays.asList("a", null), item -> item);
        assertThat(results).containsExactly("a", null);
        assertThatThrownBy(() -> results.set(0, "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aMapInsideAMapFinishesOnAPoolOfOne() {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            Parallel parallel = Parallel.on(pool, 4);
            List<Integer> sums = parallel.map(
                    IntStream.range(0, 30).boxed().toList(),
                    i -> parallel.map(IntStream.range(0, i).boxed().toList(), j -> 1)
                            .size());
            assertThat(sums).isEqualTo(IntStream.range(0, 30).boxed().toList());
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> Parallel.jobs(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jobs is 0");
        assertThatThrownBy(() -> Parallel.jobs(2).map(null, i -> i)).hasMessage("items is null");
        assertThatThrownBy(() -> Parallel.jobs(2).map(List.of(1), null)).hasMessage("function is null");
        assertThatThrownBy(() -> Parallel.on(null, 2)).hasMessage("pool is null");
    }
}
