package io.github.jconv.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.Padding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The golden data: 80 cases computed by PyTorch in float64, and the worked examples. The float32 cases were rounded to
 * float32 after the computation, their inputs as well as their results.
 */
public final class Golden {

    private static final Pattern SHAPE = Pattern.compile("'descr': '<([fi]\\d)'.*'shape': \\(([^)]*)\\)");

    private Golden() {}

    /** A tensor as numpy holds it: its sizes, and its elements in C order as doubles, which hold every float. */
    public static final class Tensor {
        private final int[] sizes;
        private final double[] elements;

        Tensor(int[] sizes, double[] elements) {
            this.sizes = sizes;
            this.elements = elements;
        }

        /**
         * One of its sizes.
         *
         * @param axis from 0, outermost
         * @return the size
         */
        public int size(int axis) {
            return sizes[axis];
        }

        /**
         * The elements.
         *
         * @return a copy
         */
        public double[] toDoubleArray() {
            return elements.clone();
        }

        /**
         * The elements as floats.
         *
         * @return a copy, exact where they came from floats
         */
        public float[] toFloatArray() {
            float[] floats = new float[elements.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) elements[i];
            }
            return floats;
        }
    }

    /**
     * One case.
     *
     * @param name its name
     * @param settings stride, padding and what else its operation has
     * @param tensors x, w, b, y, gy, gx, gw, gb, idx: those it has
     */
    public record Case(String name, JsonNode settings, Map<String, Tensor> tensors) {

        /**
         * What it computes.
         *
         * @return PyTorch's name
         */
        public String op() {
            return settings.get("op").asText();
        }

        /**
         * One of two numbers of a setting.
         *
         * @param key the setting
         * @param axis 0 for rows, 1 for columns
         * @return the number
         */
        public int setting(String key, int axis) {
            return settings.get(key).get(axis).asInt();
        }

        /**
         * The padding setting.
         *
         * @return as a padding
         */
        public Padding padding() {
            return Padding.of(setting("padding", 0), setting("padding", 1));
        }

        /**
         * A yes or no.
         *
         * @param key the setting
         * @return its value
         */
        public boolean flag(String key) {
            return settings.get(key).asBoolean();
        }

        /**
         * A tensor.
         *
         * @param key its name
         * @return the tensor, or null if the case has none of that name
         */
        public Tensor tensor(String key) {
            return tensors.get(key);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * The PyTorch cases of one element type.
     *
     * @param dtype float32 or float64
     * @return the cases, by name
     */
    public static List<Case> cases(String dtype) {
        List<Case> cases = new ArrayList<>();
        json("index.json").properties().forEach(entry -> {
            if (entry.getValue().get("dtype").asText().equals(dtype)) {
                cases.add(new Case(entry.getKey(), entry.getValue(), npz(entry.getKey() + ".npz")));
            }
        });
        return cases;
    }

    /**
     * The worked examples.
     *
     * @return the whole file
     */
    public static JsonNode workedExamples() {
        return json("worked-examples.json");
    }

    /**
     * Filters over planes on small integers, computed with scipy by scipy-planes.py beside the data.
     *
     * @return the cases
     */
    public static JsonNode scipyPlanes() {
        return json("scipy-planes.json").get("cases");
    }

    private static JsonNode json(String file) {
        try (InputStream in = open(file)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) {
        InputStream in = Golden.class.getResourceAsStream("/golden/" + file);
        if (in == null) {
            throw new IllegalStateException("golden data " + file + " is not on the class path");
        }
        return in;
    }

    private static Map<String, Tensor> npz(String file) {
        Map<String, Tensor> tensors = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(open(file), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                tensors.put(entry.getName().replace(".npy", ""), npy(zip.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tensors;
    }

    /** Trusting: these files are ours. Format 1.0, little-endian, C order. */
    private static Tensor npy(byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + data.getShort(8);
        Matcher header = SHAPE.matcher(new String(bytes, 0, start, StandardCharsets.ISO_8859_1));
        if (!header.find()) {
            throw new IllegalStateException(
                    "not an array this reads: " + new String(bytes, 0, start, StandardCharsets.ISO_8859_1));
        }
        int[] sizes = Arrays.stream(header.group(2).split(",", -1))
                .map(String::strip)
                .filter(size -> !size.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        double[] elements = new double[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
        data.position(start);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = switch (header.group(1)) {
                case "f4" -> data.getFloat();
                case "f8" -> data.getDouble();
                case "i8" -> data.getLong();
                default -> throw new IllegalStateException("elements of type " + header.group(1));
            };
        }
        return new Tensor(sizes, elements);
    }
}
