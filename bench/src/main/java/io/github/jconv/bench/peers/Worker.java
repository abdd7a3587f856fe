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
import java.util.function.ToDoubleFunction;

/**
 * A worker's side of the conversation: a line asks, a line answers, words are parted by tabs.
 *
 * <pre>
 * about                      ok VERSION-AND-SETTINGS
 * prepare ID VARIANT WORK    ok WHAT-THE-LIBRARY-CHOSE | declined WHY     runs once and checks the output
 * time ID MILLIS             ok WALL-NANOS CPU-NANOS RUNS                 of one run; see {@link #time}
 * peak MILLIS                ok GFLOPS                                    fused multiply-adds in registers
 * copy BYTES MILLIS          ok GBS                                       read plus written, from array to array
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
    private float[] copyFrom = {};
    private float[] copyTo = {};
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
            case "copy" -> String.valueOf(copy(Integer.parseInt(words[1]), Long.parseLong(words[2]) * 1_000_000));
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
                yield keep(id, peer.conv(variant, data), data::worst);
            }
            case Work.Gradient(var by, var layer) -> {
                GradientData data = GradientData.of(by, layer);
                yield keep(id, peer.gradient(variant, data), data::worst);
            }
            case Work.Gemm gemm -> {
                GemmData data = GemmData.of(gemm);
                yield keep(id, peer.gemm(variant, data), data::worst);
            }
            case Work.Pool pool -> {
                PoolData data = PoolData.of(pool);
                yield keep(id, peer.pool(variant, data), data::worst);
            }
            case Work.Plane(int size, int k) -> {
                PlaneData data = PlaneData.of(size, k);
                yield keep(id, peer.plane(variant, data), data::worst);
            }
        };
    }

    private String keep(String id, Peer.Task task, ToDoubleFunction<float[]> check) {
        task.run();
        double worst = check.applyAsDouble(task.output());
        if (!(worst <= 1)) {
            task.close();
            throw new IllegalStateException(
                    "its output disagrees with the reference: its largest error is " + worst + " times the bound");
        }
        tasks.put(id, task);
        return task.detail();
    }

    /** What the memory gives right now to the simplest thing that reads and writes so much. */
    private double copy(int bytes, long nanos) {
        int elements = bytes / 2 / Float.BYTES;
        if (copyTo.length != elements) {
            copyFrom = new float[elements];
            copyTo = new float[elements];
        }
        System.arraycopy(copyFrom, 0, copyTo, 0, elements);
        long start = threads.getCurrentThreadCpuTime();
        long end = start;
        long runs = 0;
        while (end - start < nanos) {
            System.arraycopy(copyFrom, 0, copyTo, 0, elements);
            runs++;
            end = threads.getCurrentThreadCpuTime();
        }
        return 2.0 * Float.BYTES * elements * runs / (end - start);
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
