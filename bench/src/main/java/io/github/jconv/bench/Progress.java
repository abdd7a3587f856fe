package io.github.jconv.bench;

import java.io.PrintWriter;

/**
 * One line on a terminal that says how far a long piece of work is. Silent where the stream is no terminal, so that
 * pipes and logs hold results only.
 */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 79;
    private static final int BAR = 30;

    private final PrintWriter terminal;

    /**
     * Progress on a stream.
     *
     * @param stream where to
     * @param interactive whether the stream is a terminal
     */
    public Progress(PrintWriter stream, boolean interactive) {
        this.terminal = interactive ? stream : null;
    }

    /**
     * Progress that is never shown.
     *
     * @return a silent one
     */
    public static Progress silent() {
        return new Progress(null, false);
    }

    /**
     * Replaces the line.
     *
     * @param done how many items are complete
     * @param all how many there are
     * @param doing what is being worked on
     */
    public void show(int done, int all, String doing) {
        String line = "[" + done + "/" + all + "] " + doing;
        put(line.length() > WIDTH ? line.substring(0, WIDTH) : line);
    }

    /**
     * Replaces the line by a bar, as long as the part of the items that is complete.
     *
     * @param done how many items are complete
     * @param all how many there are, or a negative number where nobody knows
     * @param doing what is being worked on
     */
    public void bar(long done, long all, String doing) {
        if (all <= 0) {
            put("[" + done + "] " + doing);
            return;
        }
        int full = (int) (Math.min(done, all) * BAR / all);
        String line = "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + 100 * done / all + " % " + doing;
        put(line.length() > WIDTH ? line.substring(0, WIDTH) : line);
    }

    /** Wipes the line. */
    @Override
    public void close() {
        put("");
    }

    private void put(String line) {
        if (terminal != null) {
            terminal.print("\r\u001b[K" + line);
            terminal.flush();
        }
    }
}
