package io.github.jconv.bench.peers;

import io.github.jconv.bench.record.Peak;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A worker's side of the conversation: a line asks, a line answers, words are parted by tabs.
 *
 * <pre>
 * about                      ok VERSION-AND-SETTINGS
 * prepare ID VARIANT WORK    ok WHAT-THE-LIBRARY-CHOSE | declined WHY     runs once and checks the output
 * time ID MILLIS             ok WALL-NANOS CPU-NANOS RUNS                 of one run; see {@link #time}
 * peak MILLIS                ok GFLOPS                                    fused multiply-adds in registers
 * release ID                 ok
 * </pre>
 *
 * Anything that goes wrong is answered by {@code failed WHY}. Answers begin with {@link #MARK}, because a native library
 * may print lines of its own. The worker ends with its input.
 */
public final class Worker {

    /** The property that tells a worker its number of threads. */
    public static final String JOBS = "jconv.peers.jobs";

    /** What an answer begins with. */
    static final String MARK = "=>";

    static final String OK = "ok";
    static final String DECLINED = "declined";
    static final String FAILED = "failed";

    private final Peer peer;
    private final Map<String, Peer.Task> tasks = new HashMap<>();
    private final Map<Peer.Task, Double> lastNanos = new HashMap<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /**
     * A worker.
     *
     * @param peer the library it runs
     */
    Worker(Peer peer) {
        this.peer = peer;
    }

    /**
     * A worker process.
     *
     * @param args the name of the class of the library
     * @throws IOException as the streams do
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        PrintWriter out = new PrintWriter(answers, true, StandardCharsets.UTF_8);
        Peer peer;
        try {
            peer = Class.forName(args[0])
                    .asSubclass(Peer.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException problem) {
            answer(out, FAILED, cause(problem).toString());
            return;
        }
        answer(out, OK);
        new Worker(peer).serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out);
        System.exit(0); // whatever threads a library has left behind
    }

    private static Throwable cause(Throwable problem) {
        return problem.getCause() == null ? problem : problem.getCause();
    }

    /**
     * Answers until the input ends.
     *
     * @param in questions
     * @param out answers
     * @throws IOException as the input does
     */
    void serve(BufferedReader in, PrintWriter out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                answer(out, OK, reply(line.split("\t", -1)));
            } catch (UnsupportedOperationException no) {
                answer(out, DECLINED, no.getMessage());
            } catch (RuntimeException | LinkageError | OutOfMemoryError problem) {
                answer(out, FAILED, problem.toString());
            }
        }
        tasks.values().forEach(Peer.Task::close);
    }

    private static void answer(PrintWriter out, String... words) {
        out.println((MARK + String.join("\t", words)).replaceAll("\\R", " "));
    }

    private String reply(String... words) {
        return switch (words[0]) {
            case "about" -> peer.about();
            case "prepare" -> prepare(words[1], words[2], Work.parse(words[3]));
            case "time" -> time(tasks.get(words[1]), Long.parseLong(words[2]) * 1_000_000);
            case "peak" -> String.valueOf(Peak.slice(Long.parseLong(words[1]) * 1_000_000));
            case "release" -> {
                Peer.Task task = tasks.remove(words[1]);
                lastNanos.remove(task);
                task.close();
                yield "";
            }
            default -> throw new IllegalArgumentException("nobody knows how to " + words[0]);
        };
    }

    private String prepare(String id, String variant, Work work) {
        return switch (work) {
            case Work.Conv(var layer) -> {
                ConvData data = ConvData.of(layer);
                Peer.Task task = peer.conv(variant, data);
                task.run();
                yield keep(id, task, data.worst(task.output()));
            }
            case Work.Gradient(var by, var layer) -> {
                GradientData data = GradientData.of(by, layer);
                Peer.Task task = peer.gradient(variant, data);
                task.run();
                yield keep(id, task, data.worst(task.output()));
            }
            case Work.Gemm(int n) -> {
                GemmData data = GemmData.of(n);
                Peer.Task task = peer.gemm(variant, data);
                task.run();
                yield keep(id, task, data.worst(task.output()));
            }
        };
    }

    private String keep(String id, Peer.Task task, double worst) {
        if (!(worst <= 1)) {
            task.close();
            throw new IllegalStateException(
                    "its output disagrees with the reference: its largest error is " + worst + " times the bound");
        }
        tasks.put(id, task);
        return task.detail();
    }

    /** Another process has just used the caches: the first run does not count, unless it alone takes the time. */
    private String time(Peer.Task task, long nanos) {
        if (lastNanos.getOrDefault(task, 0.0) < nanos) {
            task.run();
        }
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long runs = 0;
        long elapsed;
        do {
            task.run();
            runs++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        lastNanos.put(task, (double) elapsed / runs);
        return (double) elapsed / runs + "\t" + (double) cpu / runs + "\t" + runs;
    }
}
