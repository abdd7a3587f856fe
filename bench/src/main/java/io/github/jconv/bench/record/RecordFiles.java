package io.github.jconv.bench.record;

import io.github.jconv.bench.WholeFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a run writes its record: results.json and results.meta.json are the last run's; the folder history keeps every
 * run's under a name of its own. A run writes again whenever something is done, so that stopping it loses little; the
 * history of other runs is never touched.
 */
public final class RecordFiles {

    /** The folder of all runs. */
    static final String HISTORY = "history";

    /** How results end. */
    static final String RESULTS = ".json";

    /** How sidecars end. */
    static final String SIDECAR = ".meta.json";

    private final Path folder;
    private final Map<String, Object> about = new LinkedHashMap<>();
    private final Runnable after;

    /**
     * A place for a record.
     *
     * @param folder the folder; made if it does not exist
     * @param command the words that start such a run
     * @param note what the user wants to be remembered
     * @param after what to do when all is written, such as making a page of it
     * @throws io.github.jconv.bench.BadInput if nothing can be written there
     */
    public RecordFiles(Path folder, List<String> command, String note, Runnable after) {
        WholeFile.makeFolder(folder);
        WholeFile.makeFolder(folder.resolve(HISTORY));
        this.folder = folder;
        this.after = after;
        about.put("command", command);
        about.put("note", note);
        WholeFile.check(results());
        WholeFile.check(folder.resolve("results" + SIDECAR));
    }

    /**
     * The last run's results.
     *
     * @return the file
     */
    public Path results() {
        return folder.resolve("results" + RESULTS);
    }

    /**
     * Writes what is done so far.
     *
     * @param record the sidecar
     * @param noise what the same code differs by
     * @param more further keys of the sidecar
     * @param results in JMH's form
     */
    public void write(RunRecord record, Noise noise, Map<String, ?> more, byte[] results) {
        Map<String, Object> extra = new LinkedHashMap<>(about);
        extra.put("noise", Double.isNaN(noise.value()) ? null : noise.value());
        extra.put("noisePairs", noise.pairs());
        extra.putAll(more);
        byte[] sidecar = record.json(extra);
        Path own = folder.resolve(HISTORY).resolve(record.id());
        for (Path stem : List.of(own, folder.resolve("results"))) {
            WholeFile.write(Path.of(stem + RESULTS), out -> out.write(results));
            WholeFile.write(Path.of(stem + SIDECAR), out -> out.write(sidecar));
        }
    }

    /** To be called when nothing more will be written. */
    public void done() {
        after.run();
    }
}
