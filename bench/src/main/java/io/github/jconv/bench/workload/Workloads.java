package io.github.jconv.bench.workload;

import io.github.jconv.bench.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lists of layers: the bundled networks by name, or a CSV file with a heading and a layer a line. Empty lines and lines
 * that start with {@code #} are skipped.
 */
public final class Workloads {

    /** The bundled networks. */
    public static final List<String> BUNDLED = List.of("resnet50", "mobilenetv2", "vgg19");

    private Workloads() {}

    /**
     * Reads workloads.
     *
     * @param namesOrFiles names of bundled networks, or paths that end in {@code .csv}
     * @return all layers in order
     * @throws BadInput if there is no such network, or a file is unreadable or malformed; with the line's number
     */
    public static List<Layer> load(List<String> namesOrFiles) {
        List<Layer> layers = new ArrayList<>();
        for (String nameOrFile : namesOrFiles) {
            layers.addAll(load(nameOrFile));
        }
        return List.copyOf(layers);
    }

    private static List<Layer> load(String nameOrFile) {
        if (BUNDLED.contains(nameOrFile)) {
            try (InputStream in = Workloads.class.getResourceAsStream(nameOrFile + ".csv")) {
                return parse(nameOrFile, new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        if (!nameOrFile.toLowerCase(Locale.ROOT).endsWith(".csv")) {
            throw new BadInput("there is no workload " + nameOrFile + " among " + String.join(", ", BUNDLED)
                    + "; a file's name ends in .csv");
        }
        Path file = Path.of(nameOrFile);
        try (Reader in = Files.newBufferedReader(file)) {
            return parse(nameOrFile, in);
        } catch (CharacterCodingException binary) {
            throw new BadInput(nameOrFile + ": is not UTF-8 text", binary);
        } catch (IOException problem) {
            throw BadInput.of(file, problem);
        }
    }

    private static List<Layer> parse(String source, Reader text) throws IOException {
        List<Layer> layers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean headed = false;
        int number = 0;
        BufferedReader lines = new BufferedReader(text);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!headed) {
                if (!line.strip().equals(Layer.COLUMNS)) {
                    throw new BadInput(source + ":" + number + ": the heading must be " + Layer.COLUMNS);
                }
                headed = true;
                continue;
            }
            Layer layer = layer(source, number, line);
            if (!names.add(layer.network() + "," + layer.name())) {
                throw new BadInput(source + ":" + number + ": layer " + layer.name() + " stands there twice");
            }
            layers.add(layer);
        }
        if (layers.isEmpty()) {
            throw new BadInput(source + ": has no layers");
        }
        return layers;
    }

    private static Layer layer(String source, int number, String line) {
        try {
            return Layer.parse(line);
        } catch (IllegalArgumentException problem) {
            throw new BadInput(source + ":" + number + ": " + problem.getMessage(), problem);
        }
    }

    /**
     * Keeps the layers whose name, or shape in words, contains one of the patterns; {@code *} stands for anything.
     *
     * @param layers the layers
     * @param patterns the patterns; none keeps all
     * @return those that match, in order
     * @throws BadInput if a pattern matches none
     */
    public static List<Layer> matching(List<Layer> layers, List<String> patterns) {
        Set<Layer> kept = new HashSet<>();
        for (String pattern : patterns) {
            String regex = "\\Q" + pattern.replace("\\E", "").replace("*", "\\E.*\\Q") + "\\E";
            var compiled = java.util.regex.Pattern.compile(regex);
            boolean any = false;
            for (Layer layer : layers) {
                if (compiled.matcher(layer.name()).find()
                        || compiled.matcher(layer.toString()).find()) {
                    kept.add(layer);
                    any = true;
                }
            }
            if (!any) {
                throw new BadInput("no layer among " + layers.size() + " matches " + pattern);
            }
        }
        return patterns.isEmpty()
                ? layers
                : layers.stream().filter(kept::contains).toList();
    }
}
