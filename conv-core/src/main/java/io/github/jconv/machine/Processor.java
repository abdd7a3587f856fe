package io.github.jconv.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the processor calls itself.
 *
 * <p>All methods are static and may be called by many threads.
 */
public final class Processor {

    private Processor() {}

    /**
     * Asks the operating system.
     *
     * @return the model's name, else the architecture's
     */
    public static String name() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException notThisSystem) {
            // asked otherwise below
        }
        String name = System.getenv("PROCESSOR_IDENTIFIER"); // set by Windows
        return name == null ? System.getProperty("os.arch") : name;
    }
}
