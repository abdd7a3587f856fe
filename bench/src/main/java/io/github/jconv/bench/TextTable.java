package io.github.jconv.bench;

import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as their widest cell, names to the left, numbers to the right. */
public final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();
    private final int names;

    /**
     * An empty table.
     *
     * @param names how many columns, from the left, hold names
     * @param heading the heading of each column
     */
    public TextTable(int names, String... heading) {
        this.names = names;
        rows.add(List.of(heading));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as the heading has
     */
    public void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("row has " + cells.length + " cells but the heading "
                    + rows.getFirst().size());
        }
        rows.add(List.of(cells));
    }

    /**
     * The table's lines.
     *
     * @return the heading, then the rows, without spaces at their ends
     */
    public List<String> lines() {
        int[] width = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < width.length; i++) {
                String cell = row.get(i);
                line.repeat(' ', i == 0 ? 0 : 2);
                line.repeat(' ', i < names ? 0 : width[i] - cell.length());
                line.append(cell);
                line.repeat(' ', i < names ? width[i] - cell.length() : 0);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
