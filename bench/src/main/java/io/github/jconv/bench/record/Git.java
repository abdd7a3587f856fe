package io.github.jconv.bench.record;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which source a number was measured on.
 *
 * @param commit the commit's full name, or {@code unknown} outside a repository
 * @param dirty whether tracked files differ from that commit
 * @param subject the first line of its message
 */
record Git(String commit, boolean dirty, String subject) {

    /** The folder of the source tree, set by the launcher. */
    private static final String ROOT_PROPERTY = "jconv.cli.root";

    static Git current() {
        File root = new File(System.getProperty(ROOT_PROPERTY, "."));
        String commit = run(root, List.of("git", "rev-parse", "HEAD"));
        String changes = run(root, List.of("git", "status", "--porcelain", "--untracked-files=no"));
        String subject = run(root, List.of("git", "log", "-1", "--format=%s"));
        return commit == null || commit.isEmpty()
                ? new Git("unknown", false, "")
                : new Git(commit, changes != null && !changes.isEmpty(), subject == null ? "" : subject);
    }

    /** The command's output, or null where it fails. */
    private static String run(File folder, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? output : null;
        } catch (IOException noGit) {
            return null;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
