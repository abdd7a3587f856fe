package io.github.jconv.parallel;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A list in arrays of a few thousand elements: the items of a map, and one by one their results. One array of a million is a
 * humongous object to G1, which counts it as old: a reference that is stored there is a card to refine, and once the array is
 * garbage it keeps its elements alive until the next marking. Maps of tiny items took three times as long by that.
 *
 * @param <T> the type of the elements
 */
final class Chunks<T> extends AbstractList<T> implements RandomAccess, Serializable {

    private static final long serialVersionUID = 1L;

    /** Log2 of the elements of a chunk, whose references take 16 or 32 KiB. */
    private static final int LOG = 12;

    private static final int SIZE = 1 << LOG;

    /** All full but the last one. */
    @SuppressWarnings("serial") // as serializable as the elements are
    private final Object[][] chunks;

    /** How many elements there are. */
    private final int size;

    private Chunks(Object[][] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    /** A copy; a list that others change meanwhile is taken as its iterator shows it. */
    static <T> Chunks<T> of(List<? extends T> list) {
        List<Object[]> chunks = new ArrayList<>();
        Iterator<? extends T> items = list.iterator();
        int size = 0;
        while (items.hasNext()) {
            Object[] chunk = new Object[Math.clamp((long) list.size() - size, 1, SIZE)]; // a hint, which may be wrong
            int count = 0;
            while (count < SIZE && items.hasNext()) {
                chunk = count < chunk.length ? chunk : Arrays.copyOf(chunk, SIZE);
                chunk[count++] = items.next();
            }
            chunks.add(count < chunk.length ? Arrays.copyOf(chunk, count) : chunk);
            size = Math.addExact(size, count);
        }
        return new Chunks<>(chunks.toArray(Object[][]::new), size);
    }

    @Override
    @SuppressWarnings("unchecked") // who puts something else in hands this out as a list of that
    public T get(int index) {
        Objects.checkIndex(index, size);
        return (T) chunks[index >> LOG][index & (SIZE - 1)];
    }

    /** Not {@link #set}: who gets the list must not change it. */
    void put(int index, Object element) {
        chunks[index >> LOG][index & (SIZE - 1)] = element;
    }

    @Override
    public int size() {
        return size;
    }

    /** In one go: lists are often copied. */
    @Override
    public Object[] toArray() {
        Object[] all = new Object[size];
        for (int i = 0; i < chunks.length; i++) {
            System.arraycopy(chunks[i], 0, all, i << LOG, chunks[i].length);
        }
        return all;
    }
}
