package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a map returns is a list like others, however many arrays it lies in. */
class ChunksTest {

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @SuppressWarnings("JdkObsolete") // a list without fast access
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 8192, 10_000})
    void holdsWhatTheListHeld(int size) {
        List<Integer> numbers = numbers(size);
        for (List<Integer> list : List.of(numbers, new LinkedList<>(numbers), new CopyOnWriteArrayList<>(numbers))) {
            Chunks<Integer> chunks = Chunks.of(list);
            assertThat(chunks).isEqualTo(numbers).hasSize(size).isInstanceOf(RandomAccess.class);
            assertThat(chunks.toArray()).isEqualTo(numbers.toArray());
            assertThat(new ArrayList<>(chunks)).isEqualTo(numbers);
            assertThat(chunks.stream().mapToLong(i -> i).sum()).isEqualTo(size * (size - 1L) / 2);
            assertThat(numbers(size).equals(chunks)).isTrue();
        }
    }

    @Test
    void anElementTakesTheOthersPlace() {
        Chunks<Integer> chunks = Chunks.of(numbers(5000));
        chunks.put(4999, -1);
        assertThat(chunks.get(4999)).isEqualTo(-1);
        assertThat(chunks.subList(0, 4999)).isEqualTo(numbers(4999));
    }

    @Test
    void isOnlyRead() {
        List<Integer> chunks = Chunks.of(Arrays.asList(1, null));
        assertThat(chunks).containsExactly(1, null);
        assertThatThrownBy(() -> chunks.set(0, 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> chunks.add(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> chunks.removeFirst()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> chunks.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anIndexThatIsTooLargeIsNamed() {
        assertThatThrownBy(() -> Chunks.of(numbers(5000)).get(5000))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Index 5000 out of bounds for length 5000");
        assertThatThrownBy(() -> Chunks.of(numbers(4096)).get(4096))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Index 4096 out of bounds for length 4096");
    }

    /** Some lists say nothing reliable about their size while others add to them, or take away. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 5000, 9000})
    void takesWhatTheIteratorGives(int size) {
        for (int given : new int[] {0, 3, 5, 4096, 6000}) {
            List<Integer> changing = new AbstractList<>() {
                @Override
                public Integer get(int index) {
                    throw new AssertionError("read by index");
                }

                @Override
                public int size() {
                    return size;
                }

                @Override
                public Iterator<Integer> iterator() {
                    return numbers(given).iterator();
                }
            };
            assertThat(Chunks.of(changing)).isEqualTo(numbers(given));
        }
    }

    @Test
    void canBeSerialised() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(Parallel.jobs(2).map(numbers(5000), i -> i));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(numbers(5000));
        }
    }
}
