package io.github.jconv.bench.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.bench.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {

    @TempDir
    Path folder;

    /** A file as an attacker may write it: any version, any header, any data. */
    private Path file(int major, String header, byte[] data) {
        int width = major == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer start = ByteBuffer.allocate(8 + width).order(ByteOrder.LITTLE_ENDIAN);
        start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        start.put((byte) major).put((byte) 0);
        if (major == 1) {
            start.putShort((short) header.length());
        } else {
            start.putInt(header.length());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(start.array());
        bytes.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(data);
        return write(bytes.toByteArray());
    }

    private Path write(byte[] bytes) {
        try {
            return Files.write(folder.resolve("x.npy"), bytes);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String header(String descr, String fortran, String shape) {
        return "{'descr': " + descr + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
    }

    @Property(tries = 100)
    void floatsComeBackAsTheyWent(@ForAll long seed, @ForAll @Size(max = 4) List<@IntRange(max = 6) Integer> sizes)
            throws IOException {
        int[] shape = sizes.stream().mapToInt(size -> size).toArray();
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt()); // NaN and infinity too
        }
        Path file = Files.createTempFile("jconv", ".npy");
        try {
            Npy.write(file, NpyArray.of(values, shape));
            NpyArray back = Npy.read(file);
            assertThat(back.shape()).isEqualTo(shape);
            assertThat(back.floats()).isEqualTo(values);
            assertThat(Files.size(file) - 4L * count).isPositive().matches(start -> start % 64 == 0);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void doublesComeBackAsTheyWentBeyondOneChunk() {
        double[] values = new Random(5).doubles(300_000).toArray();
        Path file = folder.resolve("d.npy");
        Npy.write(file, NpyArray.of(values, 3, 100_000));
        assertThat(Npy.read(file).doubles()).isEqualTo(values);
        assertThat(Npy.read(file)).hasToString("float64 (3, 100000)");
    }

    @ParameterizedTest
    @CsvSource({"1,<f4", "2,<f4", "3,<f4", "1,>f4", "1,<f8", "2,>f8"})
    void readsEveryVersionAndByteOrder(int major, String descr) {
        boolean floats = descr.endsWith("4");
        ByteBuffer data = ByteBuffer.allocate(floats ? 8 : 16)
                .order(descr.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (floats) {
            data.putFloat(1.5f).putFloat(-2);
        } else {
            data.putDouble(1.5).putDouble(-2);
        }
        NpyArray array = Npy.read(file(major, header("'" + descr + "'", "False", "(2,)"), data.array()));
        assertThat(array.value(0)).isEqualTo(1.5);
        assertThat(array.value(1)).isEqualTo(-2);
    }

    @Test
    void turnsFortranOrderIntoCOrder() {
        ByteBuffer data = ByteBuffer.allocate(4 * 24).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < 4; k++) {
            for (int j = 0; j < 3; j++) {
                for (int i = 0; i < 2; i++) {
                    data.putFloat(100 * i + 10 * j + k);
                }
            }
        }
        NpyArray array = Npy.read(file(1, header("'<f4'", "True", "(2, 3, 4)"), data.array()));
        assertThat(array.shape()).containsExactly(2, 3, 4);
        assertThat(array.floats()).startsWith(0, 1, 2, 3, 10, 11).endsWith(120, 121, 122, 123);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'|O'; False; (2,); elements are |O (Python objects)",
                "'<i8'; False; (2,); elements are <i8 but only float32 and float64",
                "'<f2'; False; (2,); elements are <f2",
                "[('a', '<f4')]; False; (2,); elements are records",
                "'<f4'; False; (3,); is truncated: shape (3,) takes 12 bytes but 8 follow the header",
                "'<f4'; False; (1,); has trailing bytes: shape (1,) takes 4 bytes but 8 follow the header",
                "'<f4'; False; (); has trailing bytes: shape () takes 4 bytes but 8 follow",
                "'<f4'; False; (-2,); shape has the size -2 but needs at least 0",
                "'<f4'; False; (4294967296, 4294967296); has over 2^63 elements but an array holds at most 2147483639",
                "'<f4'; False; (3037000500, 3037000500); has over 2^63 elements",
                "'<f4'; False; (2147483648,); has 2147483648 elements but an array holds at most 2147483639",
                "'<f4'; False; (0, 99999999999); has the size 99999999999 but at most 2147483647 is read",
                "'<f4'; False; (99999999999999999999,); has the size 99999999999999999999 but at most",
                "'<f4'; False; (2000000000,); is truncated: shape (2000000000,) takes 8000000000 bytes but 8 follow",
                "'<f4'; False; (2.0,); header is malformed: ')' was expected",
                "'<f4'; False; (x,); header is malformed: a size was expected",
                "'<f4'; False; 2; header is malformed: '(' was expected",
                "'<f4'; 0; (2,); header is malformed: True or False was expected",
                "'<f4; False; (2,); header is malformed",
                "'<f4'; False; (2,), 'shape': (2,); header has the key 'shape' twice",
                "'<f4'; False; (2,), 'extra': (2,); header has an unknown key 'extra'",
            })
    void refusesHostileHeaders(String descr, String fortran, String shape, String message) {
        Path file = file(1, header(descr, fortran, shape), new byte[8]);
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void refusesWhatIsNoNpyFile() {
        Stream.of(
                        new byte[0],
                        "hello".getBytes(StandardCharsets.US_ASCII),
                        "\u0089PNG....hello, world".getBytes(StandardCharsets.ISO_8859_1))
                .forEach(bytes -> assertThatThrownBy(() -> Npy.read(write(bytes)))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContaining("is not an NPY file"));
        assertThatThrownBy(() -> Npy.read(folder.resolve("absent.npy")))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith("absent.npy: does not exist");
        assertThatThrownBy(() -> Npy.read(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith("not a regular file");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        Path file = folder.resolve("whole.npy");
        Npy.write(file, NpyArray.of(new float[] {1, 2, 3}, 3));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Path part = write(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npy.read(part)).isInstanceOf(BadInput.class);
        }
    }

    @Test
    void refusesHeadersThatAreTooLongOrLackAKey() {
        assertThatThrownBy(() -> Npy.read(file(2, " ".repeat(70_000), new byte[8])))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has a header of 70000 bytes but at most 65535 are read");
        assertThatThrownBy(() -> Npy.read(file(1, "{'descr': '<f4'}", new byte[8])))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("lacks one of the keys");
        assertThatThrownBy(() -> Npy.read(file(4, "{}", new byte[8])))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is NPY format 4.0 but only 1.0, 2.0 and 3.0 are read");
    }
}
