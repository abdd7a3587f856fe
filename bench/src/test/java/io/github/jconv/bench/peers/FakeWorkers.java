package io.github.jconv.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Real workers with fake libraries, each on a thread behind pipes. */
final class FakeWorkers implements Workers {

    final List<String> runs = Collections.synchronizedList(new ArrayList<>());

    private final Map<String, Remote> remotes = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    /** From now on the library cannot be started. */
    FakeWorkers without(String library, String reason) {
        missing.put(library, reason);
        return this;
    }

    @Override
    public Remote get(Contender.Library library) {
        return missing.containsKey(library.name()) ? null : remotes.computeIfAbsent(library.name(), this::start);
    }

    private Remote start(String name) {
        PipedWriter questions = new PipedWriter();
        PipedReader answers = new PipedReader();
        try {
            BufferedReader in = new BufferedReader(new PipedReader(questions));
            PrintWriter out = new PrintWriter(new PipedWriter(answers), true);
            out.println("a line that a native library prints");
            Worker worker = new Worker(new FakePeer(name, runs));
            threads.add(Thread.ofPlatform().start(() -> {
                try (out) {
                    worker.serve(in, out);
                } catch (IOException problem) {
                    throw new UncheckedIOException(problem);
                }
            }));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return new Remote(answers, questions);
    }

    @Override
    public Map<String, String> about() {
        return Map.of();
    }

    @Override
    public Map<String, String> missing() {
        return missing;
    }

    @Override
    public void close() {
        remotes.values().forEach(Remote::close);
        for (Thread thread : threads) {
            try {
                thread.join(5000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            assertThat(thread.isAlive()).as("a worker ends with its input").isFalse();
        }
    }
}
