package io.github.jconv.bench.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the operating system tells of the machine beyond what the planner needs. */
final class Host {

    private static final String UNLIMITED = "none";

    private Host() {}

    /** The container's processor limit as the kernel writes it, quota and period in microseconds, or {@code none}. */
    static String cpuLimit() {
        String limit =
                lines(Path.of("/sys/fs/cgroup/cpu.max")).stream().findFirst().orElse(UNLIMITED);
        return limit.startsWith("max") ? UNLIMITED : limit;
    }

    /** The container's memory limit in bytes, or {@code none}. */
    static String memoryLimit() {
        String limit =
                lines(Path.of("/sys/fs/cgroup/memory.max")).stream().findFirst().orElse(UNLIMITED);
        return limit.startsWith("max") ? UNLIMITED : limit;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notThisSystem) {
            return List.of();
        }
    }
}
