package io.github.jconv.bench.peers;

import io.github.jconv.bench.record.RunRecord;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The worker processes of one number of threads, started when first asked for.
 *
 * <p>Where threads run is said through the environment, and to the other libraries only: their binding would pass on to
 * every thread that a virtual machine starts later.
 */
final class Forks implements Workers {

    /** What a user may have set, and what would make two runs differ. */
    private static final List<String> THREAD_VARIABLES =
            List.of("OMP_", "GOMP_", "KMP_", "OPENBLAS_", "GOTO_", "DNNL_", "ONEDNN_", "MKL_");

    private static final int PATIENCE_SECONDS = 2;

    private final int jobs;
    private final Path peers;
    private final Map<String, Remote> remotes = new LinkedHashMap<>();
    private final Map<String, String> about = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();

    /**
     * No process yet.
     *
     * @param jobs threads of each library
     * @param peers the folder with the other libraries' classes and jars; null where only JConv runs
     */
    Forks(int jobs, Path peers) {
        this.jobs = jobs;
        this.peers = peers;
    }

    @Override
    public Remote get(Contender.Library library) {
        String name = library.name();
        if (!remotes.containsKey(name) && !missing.containsKey(name)) {
            Remote remote = start(library);
            try {
                remote.awaitReady();
                about.put(name, remote.about());
                remotes.put(name, remote);
            } catch (Remote.Failed | Remote.Declined problem) {
                missing.put(name, problem.getMessage());
            }
        }
        if (remotes.containsKey(name) && remotes.get(name).ended()) {
            remotes.remove(name);
            missing.put(name, "its process ended");
        }
        return remotes.get(name);
    }

    @Override
    public Map<String, String> about() {
        return about;
    }

    @Override
    public Map<String, String> missing() {
        return missing;
    }

    private Remote start(Contender.Library library) {
        boolean own = library.equals(Contender.JCONV);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(RunRecord.flagsOfThisRun());
        command.add("-D" + Worker.JOBS + "=" + jobs);
        String classPath = System.getProperty("java.class.path");
        if (!own) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("-Dorg.bytedeco.javacpp.cachedir=" + peers.resolve("unpacked"));
            classPath += File.pathSeparator + peers.resolve("classes") + File.pathSeparator + peers.resolve("lib")
                    + File.separator + "*";
        }
        command.addAll(List.of("-cp", classPath, Worker.class.getName(), library.className()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> THREAD_VARIABLES.stream().anyMatch(name::startsWith));
        if (!own) {
            environment.putAll(threads());
            environment.putAll(library.environment());
        }
        try {
            Process process = builder.start();
            processes.add(process);
            return new Remote(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8),
                    new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private Map<String, String> threads() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("OMP_NUM_THREADS", String.valueOf(jobs));
        variables.put("OPENBLAS_NUM_THREADS", String.valueOf(jobs));
        if (jobs > 1) {
            variables.put("OMP_PROC_BIND", "true");
            variables.put("OMP_PLACES", "cores");
        }
        return variables;
    }

    /** Ends all processes. */
    @Override
    public void close() {
        remotes.values().forEach(Remote::close);
        for (Process process : processes) {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException stopped) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
