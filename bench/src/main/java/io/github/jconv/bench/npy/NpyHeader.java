package io.github.jconv.bench.npy;

import io.github.jconv.DType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an NPY file says about its elements: a Python dictionary with exactly three keys, for example <code>
 * {'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</code>.
 *
 * @param type the element type
 * @param order the byte order of the elements
 * @param fortranOrder whether the first index runs fastest
 * @param shape the sizes, outermost first, none negative; their product is not checked here
 */
record NpyHeader(DType type, ByteOrder order, boolean fortranOrder, List<Long> shape) {

    /**
     * numpy leaves room for this many digits in the size that grows when arrays are appended to a file; writing the
     * same spaces makes files identical byte for byte.
     */
    private static final int GROWTH_DIGITS = 21;

    /** Where the data starts is a multiple of this, so that a mapped file is aligned. */
    private static final int ALIGNMENT = 64;

    /** Magic, version and the two bytes of the header's length in format 1.0. */
    private static final int PREAMBLE = 10;

    /**
     * Reads the dictionary.
     *
     * @throws IllegalArgumentException if it is malformed, or describes elements that are no floats
     */
    static NpyHeader parse(String text) {
        String descr = null;
        Boolean fortran = null;
        List<Long> shape = null;
        PythonLiteral literal = new PythonLiteral(text);
        literal.expect('{');
        while (!literal.accept('}')) {
            String key = literal.string();
            literal.expect(':');
            switch (key) {
                case "descr" -> descr = once(key, descr, literal.descr());
                case "fortran_order" -> fortran = once(key, fortran, literal.bool());
                case "shape" -> shape = once(key, shape, literal.tuple());
                default ->
                    throw new IllegalArgumentException("header has an unknown key '" + PythonLiteral.shown(key) + "'");
            }
            if (!literal.accept(',')) {
                literal.expect('}');
                break;
            }
        }
        literal.end();
        if (descr == null || fortran == null || shape == null) {
            throw new IllegalArgumentException("header lacks one of the keys descr, fortran_order and shape");
        }
        return new NpyHeader(type(descr), order(descr), fortran, shape);
    }

    private static <T> T once(String key, T before, T now) {
        if (before != null) {
            throw new IllegalArgumentException("header has the key '" + key + "' twice");
        }
        return now;
    }

    private static DType type(String descr) {
        return switch (descr) {
            case "<f4", ">f4" -> DType.FLOAT32;
            case "<f8", ">f8" -> DType.FLOAT64;
            default ->
                throw new IllegalArgumentException("elements are " + PythonLiteral.shown(descr)
                        + (descr.contains("O") ? " (Python objects)" : "")
                        + " but only float32 and float64 (<f4, >f4, <f8, >f8) are read");
        };
    }

    private static ByteOrder order(String descr) {
        return descr.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** The dictionary as numpy writes it, with the spaces and the newline that end a header of format 1.0. */
    String format() {
        StringBuilder text = new StringBuilder("{'descr': '")
                .append(order == ByteOrder.LITTLE_ENDIAN ? '<' : '>')
                .append(type == DType.FLOAT32 ? "f4" : "f8")
                .append("', 'fortran_order': ")
                .append(fortranOrder ? "True" : "False")
                .append(", 'shape': ")
                .append(tuple(shape))
                .append(", }");
        if (!shape.isEmpty()) {
            Long grows = fortranOrder ? shape.getLast() : shape.getFirst();
            text.repeat(' ', GROWTH_DIGITS - grows.toString().length());
        }
        int unpadded = PREAMBLE + text.length() + 1;
        text.repeat(' ', ALIGNMENT - unpadded % ALIGNMENT);
        return text.append('\n').toString();
    }

    /** A tuple as Python prints it: {@code ()}, {@code (3,)}, {@code (3, 4)}. */
    static String tuple(List<Long> values) {
        String inner = values.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "(" + inner + (values.size() == 1 ? ",)" : ")");
    }
}
