package io.github.jconv.bench.cli;

import io.github.jconv.Activation;
import io.github.jconv.Padding;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How options with a grammar of their own are read. */
final class Parameters {

    private Parameters() {}

    /** Rows and columns, from one number or two. */
    record Pair(int vertical, int horizontal) {

        /** {@code 2} or {@code 2,1}. */
        static final class Converter implements ITypeConverter<Pair> {
            @Override
            public Pair convert(String text) {
                int[] v = numbers(text, "S or SH,SW", 1, 2);
                return new Pair(v[0], v[v.length - 1]);
            }
        }
    }

    /** Seconds, from {@code 60}, {@code 60s}, {@code 2m} or {@code 1h}. */
    static final class SecondsConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            int unit = text.isEmpty() ? 0 : "smh".indexOf(text.charAt(text.length() - 1)) + 1;
            String number = unit == 0 ? text : text.substring(0, text.length() - 1);
            double seconds = number(number, "'" + text + "' is no time such as 60, 60s, 2m or 1h");
            return seconds * (unit == 0 ? 1 : Math.pow(60, unit - 1));
        }
    }

    /** Says in words what picocli says with Java's names of types. */
    static void numbersInWords(CommandLine commandLine) {
        ITypeConverter<Integer> whole = text -> {
            try {
                return Integer.valueOf(text.strip());
            } catch (NumberFormatException noNumber) {
                throw refusal(
                        "'" + text + "' is no whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
            }
        };
        ITypeConverter<Double> any = text -> number(text, "'" + text + "' is no number");
        commandLine.registerConverter(Integer.class, whole);
        commandLine.registerConverter(int.class, whole);
        commandLine.registerConverter(Double.class, any);
        commandLine.registerConverter(double.class, any);
    }

    /** {@code 1}, {@code 1,2}, {@code 1,2,3,4} or a rule's name. */
    static final class PaddingConverter implements ITypeConverter<Padding> {
        @Override
        public Padding convert(String text) {
            return switch (text) {
                case "same" -> Padding.same();
                case "same-lower" -> Padding.sameLower();
                case "valid" -> Padding.valid();
                case "full" -> Padding.full();
                default -> explicit(text);
            };
        }

        private static Padding explicit(String text) {
            int[] v = numbers(text, "P, PH,PW, T,L,B,R, same, same-lower, valid or full", 1, 2, 4);
            try {
                return switch (v.length) {
                    case 1 -> Padding.of(v[0]);
                    case 2 -> Padding.of(v[0], v[1]);
                    default -> Padding.of(v[0], v[1], v[2], v[3]);
                };
            } catch (IllegalArgumentException negative) {
                throw refusal(negative.getMessage());
            }
        }
    }

    /** {@code relu}, {@code clamp:0,6} and so on. */
    static final class ActivationConverter implements ITypeConverter<Activation> {

        private static final String GRAMMAR =
                "none, relu, relu6, clamp:LOWER,UPPER, leaky-relu:SLOPE, hard-swish or silu";

        @Override
        public Activation convert(String text) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            String[] cells =
                    colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1);
            int wanted = name.equals("clamp") ? 2 : name.equals("leaky-relu") ? 1 : 0;
            if (cells.length != wanted) {
                throw refusal("'" + text + "' has " + cells.length + " parameters but " + name + " takes " + wanted
                        + " (" + GRAMMAR + ")");
            }
            try {
                return switch (name) {
                    case "none" -> Activation.NONE;
                    case "relu" -> Activation.RELU;
                    case "relu6" -> Activation.RELU6;
                    case "clamp" -> Activation.clamp(Double.parseDouble(cells[0]), Double.parseDouble(cells[1]));
                    case "leaky-relu" -> Activation.leakyRelu(Double.parseDouble(cells[0]));
                    case "hard-swish" -> Activation.HARD_SWISH;
                    case "silu" -> Activation.SILU;
                    default -> throw refusal("'" + text + "' is none of " + GRAMMAR);
                };
            } catch (NumberFormatException noNumber) {
                throw refusal("'" + text + "' holds something that is no number (" + GRAMMAR + ")");
            } catch (IllegalArgumentException outOfRange) {
                throw refusal(outOfRange.getMessage());
            }
        }
    }

    /** Whole numbers with commas between them, as many as one of the counts says. */
    private static int[] numbers(String text, String grammar, int... counts) {
        String[] cells = text.split(",", -1);
        boolean allowed = false;
        for (int count : counts) {
            allowed |= cells.length == count;
        }
        int[] values = new int[cells.length];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = Integer.parseInt(cells[i].strip());
            }
        } catch (NumberFormatException noNumber) {
            allowed = false;
        }
        if (!allowed) {
            throw refusal("'" + text + "' is not " + grammar);
        }
        return values;
    }

    private static double number(String text, String otherwise) {
        if (!text.strip().matches("[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?")) { // no NaN, hex or 1f
            throw refusal(otherwise);
        }
        return Double.parseDouble(text.strip());
    }

    private static TypeConversionException refusal(String message) {
        return new TypeConversionException(message);
    }
}
