package io.github.jconv.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;

/** The parent's side of the conversation with a {@link Worker}. */
final class Remote implements AutoCloseable {

    /** The library cannot do this, and says why. */
    static final class Declined extends Exception {
        private static final long serialVersionUID = 1;

        Declined(String reason) {
            super(reason);
        }
    }

    /** Something went wrong in the worker. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String reason) {
            super(reason);
        }
    }

    /**
     * One slice of time.
     *
     * @param wallNanos of one run
     * @param cpuNanos of one run, as the thread that ran it was charged
     */
    record Slice(double wallNanos, double cpuNanos) {}

    private final BufferedReader in;
    private final PrintWriter out;
    private boolean ended;

    Remote(Reader in, Writer out) {
        this.in = new BufferedReader(in);
        this.out = new PrintWriter(out, true);
    }

    /** What the worker says first, once its library is loaded. */
    void awaitReady() throws Failed, Declined {
        answer();
    }

    String about() throws Failed, Declined {
        return ask("about").getFirst();
    }

    /** Returns what the library chose. */
    String prepare(String id, String variant, Work work) throws Failed, Declined {
        return ask("prepare", id, variant, work.text()).getFirst();
    }

    Slice time(String id, int millis) throws Failed, Declined {
        List<String> words = ask("time", id, String.valueOf(millis));
        return new Slice(Double.parseDouble(words.get(0)), Double.parseDouble(words.get(1)));
    }

    double peak(int millis) throws Failed, Declined {
        return Double.parseDouble(ask("peak", String.valueOf(millis)).getFirst());
    }

    double copy(int bytes, int millis) throws Failed, Declined {
        return Double.parseDouble(
                ask("copy", String.valueOf(bytes), String.valueOf(millis)).getFirst());
    }

    void release(String id) throws Failed, Declined {
        ask("release", id);
    }

    /** Whether the worker has stopped answering for good. */
    boolean ended() {
        return ended;
    }

    private List<String> ask(String... words) throws Failed, Declined {
        out.println(String.join("\t", words));
        return answer();
    }

    private List<String> answer() throws Failed, Declined {
        String line = nextAnswer();
        if (line == null) {
            ended = true;
            throw new Failed("its process ended");
        }
        List<String> words = Arrays.asList(line.split("\t", -1));
        List<String> rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case Worker.OK -> rest;
            case Worker.DECLINED -> throw new Declined(String.join(" ", rest));
            default -> throw new Failed(String.join(" ", rest));
        };
    }

    private String nextAnswer() {
        try {
            String line = in.readLine();
            while (line != null && !line.startsWith(Worker.MARK)) {
                line = in.readLine();
            }
            return line == null ? null : line.substring(Worker.MARK.length());
        } catch (IOException broken) {
            return null; // a pipe whose other end is gone
        }
    }

    /** Ends the conversation; the worker ends with it. */
    @Override
    public void close() {
        try {
            out.close();
            in.close();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
