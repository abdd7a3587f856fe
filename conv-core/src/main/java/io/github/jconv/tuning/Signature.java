package io.github.jconv.tuning;

import io.github.jconv.machine.Machine;
import io.github.jconv.machine.Processor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What must be alike for a measured choice to hold: the library and the machine. The lines are a profile's header.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param lines names and values in the header's order
 */
public record Signature(Map<String, String> lines) {

    /** Keeps a copy, in the same order. */
    public Signature {
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    }

    /** The names of a header's lines, in order. */
    static final List<String> NAMES = List.of("library", "registry", "cpu", "caches", "jdk", "width");

    /**
     * The signature of this virtual machine.
     *
     * @param algorithms the names of the planner's tables, in order
     * @return the signature
     */
    public static Signature current(Registry algorithms) {
        Machine machine = Machine.current();
        var caches = machine.caches();
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("library", version());
        lines.put("registry", hash(algorithms));
        lines.put("cpu", Processor.name().replaceAll("\\p{Cc}", "?"));
        lines.put("caches", caches.l1d() + " " + caches.l2() + " " + caches.l3());
        lines.put("jdk", String.valueOf(Runtime.version().feature()));
        lines.put("width", String.valueOf(machine.vectors().bits()));
        return new Signature(lines);
    }

    /** A fingerprint of the tables: another order or another algorithm gives another one. */
    private static String hash(Registry algorithms) {
        CRC32 crc = new CRC32();
        crc.update(algorithms.text().getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    private static String version() {
        try (InputStream in = Signature.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
