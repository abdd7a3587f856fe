package io.github.jconv.bench.npy;

import io.github.jconv.DType;
import io.github.jconv.Shape;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and writes numpy's NPY files, format 1.0, 2.0 and 3.0, of float32 and float64 in either byte order. Fortran
 * order is read and turned into C order. What is written is format 1.0, little-endian and in C order, the same bytes as
 * {@code numpy.save} writes.
 *
 * <p>A file is believed only as far as it can be checked: the header must be short, the shape's byte count, computed
 * exactly, must be the file's rest to the byte, and nothing is allocated before that is known.
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** numpy's own headers have 54 to some 600 bytes; its reader, too, refuses long ones. */
    private static final int MAX_HEADER = 65_535;

    private static final int CHUNK = 1 << 20;

    private Npy() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its array
     * @throws BadInput if the file cannot be read or is not exactly one array of floats or doubles
     */
    public static NpyArray read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BadInput(file + ": is not a regular file");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return read(channel);
        } catch (IllegalArgumentException malformed) {
            throw new BadInput(file + ": " + malformed.getMessage(), malformed);
        } catch (EOFException shrunk) {
            throw new BadInput(file + ": the file became shorter while it was read", shrunk);
        } catch (IOException problem) {
            throw BadInput.of(file, problem);
        }
    }

    private static NpyArray read(SeekableByteChannel channel) throws IOException {
        NpyHeader header = header(channel);
        int[] shape = checkedShape(header, channel.size() - channel.position());
        if (!header.fortranOrder() || shape.length < 2) {
            NpyArray array = NpyArray.zeros(header.type(), shape);
            load(channel, header.order(), array);
            return array;
        }
        int[] reversed = new int[shape.length];
        for (int i = 0; i < shape.length; i++) {
            reversed[i] = shape[shape.length - 1 - i];
        }
        NpyArray transposed = NpyArray.zeros(header.type(), reversed);
        load(channel, header.order(), transposed);
        return fromFortran(transposed, shape);
    }

    private static NpyHeader header(SeekableByteChannel channel) throws IOException {
        long size = channel.size();
        if (size < MAGIC.length + 2) {
            throw new IllegalArgumentException("is not an NPY file: it has " + size
                    + " bytes but the shortest header takes " + (MAGIC.length + 4));
        }
        byte[] start = bytes(channel, MAGIC.length + 2);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("is not an NPY file: it does not start with \\x93NUMPY");
        }
        int major = start[MAGIC.length];
        int minor = start[MAGIC.length + 1];
        if (major < 1 || major > 3 || minor != 0) {
            throw new IllegalArgumentException("is NPY format " + Byte.toUnsignedInt((byte) major) + "."
                    + Byte.toUnsignedInt((byte) minor) + " but only 1.0, 2.0 and 3.0 are read");
        }
        int width = major == 1 ? Short.BYTES : Integer.BYTES;
        if (size - channel.position() < width) {
            throw new IllegalArgumentException("is truncated: it has " + size + " bytes but the shortest header takes "
                    + (channel.position() + width));
        }
        ByteBuffer field = ByteBuffer.wrap(bytes(channel, width)).order(ByteOrder.LITTLE_ENDIAN);
        long length = major == 1 ? Short.toUnsignedInt(field.getShort()) : Integer.toUnsignedLong(field.getInt());
        long rest = size - channel.position();
        if (length > rest) {
            throw new IllegalArgumentException(
                    "is truncated: its header says " + length + " bytes but " + rest + " are left");
        }
        if (length > MAX_HEADER) {
            throw new IllegalArgumentException(
                    "has a header of " + length + " bytes but at most " + MAX_HEADER + " are read");
        }
        return NpyHeader.parse(new String(
                bytes(channel, (int) length), major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    private static int[] checkedShape(NpyHeader header, long rest) {
        String shape = "shape " + PythonLiteral.shown(NpyHeader.tuple(header.shape()));
        long count = count(header.shape());
        if (count < 0 || count > Shape.MAX_ELEMENTS) {
            throw new IllegalArgumentException(shape + " has " + (count < 0 ? "over 2^63" : count)
                    + " elements but an array holds at most " + Shape.MAX_ELEMENTS);
        }
        for (long size : header.shape()) {
            if (size > Integer.MAX_VALUE) { // possible beside a size of 0
                throw new IllegalArgumentException(
                        shape + " has the size " + size + " but at most " + Integer.MAX_VALUE + " is read");
            }
        }
        long needed = count * header.type().bytes();
        if (needed != rest) {
            throw new IllegalArgumentException((needed > rest ? "is truncated: " : "has trailing bytes: ") + shape
                    + " takes " + needed + " bytes but " + rest + " follow the header");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > heap) {
            throw new IllegalArgumentException(shape + " takes " + needed + " bytes but the heap has " + heap);
        }
        return header.shape().stream().mapToInt(Math::toIntExact).toArray();
    }

    /** The product, or -1 where it exceeds a long. */
    private static long count(List<Long> shape) {
        if (shape.contains(0L)) {
            return 0;
        }
        long count = 1;
        for (long size : shape) {
            if (Math.multiplyHigh(count, size) != 0 || count * size < 0) {
                return -1;
            }
            count *= size;
        }
        return count;
    }

    private static void load(SeekableByteChannel channel, ByteOrder order, NpyArray array) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        MemorySegment staged = MemorySegment.ofBuffer(chunk);
        ValueLayout from = element(array.type(), order);
        ValueLayout to = element(array.type(), ByteOrder.nativeOrder());
        long bytes = array.data().byteSize();
        for (long done = 0; done < bytes; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, bytes - done));
            fill(channel, chunk);
            MemorySegment.copy(
                    staged,
                    from,
                    0,
                    array.data(),
                    to,
                    done,
                    chunk.limit() / array.type().bytes());
        }
    }

    private static ValueLayout element(DType type, ByteOrder order) {
        return switch (type) {
            case FLOAT32 -> ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order);
            case FLOAT64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order);
        };
    }

    private static byte[] bytes(SeekableByteChannel channel, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        fill(channel, buffer);
        return buffer.array();
    }

    private static void fill(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
    }

    /** Reverses all axes: element (i, j, ...) of the result is element (..., j, i) of the argument. */
    private static NpyArray fromFortran(NpyArray transposed, int[] shape) {
        NpyArray array = NpyArray.zeros(transposed.type(), shape);
        int count = array.count();
        int bytes = array.type().bytes();
        int[] index = new int[shape.length];
        int[] stride = new int[shape.length];
        for (int axis = 0, step = 1; axis < shape.length; step *= shape[axis++]) {
            stride[axis] = step;
        }
        for (int to = 0, from = 0; to < count; to++) {
            MemorySegment.copy(transposed.data(), (long) from * bytes, array.data(), (long) to * bytes, bytes);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += stride[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                from -= stride[axis] * index[axis];
                index[axis] = 0;
            }
        }
        return array;
    }

    /**
     * Writes a file whole or not at all.
     *
     * @param file the file; replaced if it exists
     * @param array what to write
     * @throws BadInput if the file cannot be written
     */
    public static void write(Path file, NpyArray array) {
        WholeFile.write(file, out -> write(out, array));
    }

    private static void write(OutputStream out, NpyArray array) throws IOException {
        List<Long> shape = Arrays.stream(array.shape()).asLongStream().boxed().toList();
        byte[] header = new NpyHeader(array.type(), ByteOrder.LITTLE_ENDIAN, false, shape)
                .format()
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer start = ByteBuffer.allocate(MAGIC.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length);
        out.write(start.array());
        out.write(header);
        byte[] chunk = new byte[CHUNK];
        MemorySegment staged = MemorySegment.ofArray(chunk);
        ValueLayout from = element(array.type(), ByteOrder.nativeOrder());
        ValueLayout to = element(array.type(), ByteOrder.LITTLE_ENDIAN);
        long bytes = array.data().byteSize();
        for (long done = 0; done < bytes; done += CHUNK) {
            int length = (int) Math.min(CHUNK, bytes - done);
            MemorySegment.copy(
                    array.data(),
                    from,
                    done,
                    staged,
                    to,
                    0,
                    length / array.type().bytes());
            out.write(chunk, 0, length);
        }
    }
}
