package io.github.jconv;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Makes problems of the keys that profiles know them by. */
public final class TuningKeys {

    private TuningKeys() {}

    /**
     * Reads a key.
     *
     * @param key what {@link Tunable#tuningKey} of a problem wrote
     * @return such a problem; of those that have the same key the plainest: no activation, dense matrices
     * @throws IllegalArgumentException if no problem has this key, with the reason
     */
    public static Tunable problem(String key) {
        Words words = new Words(Checks.notNull("key", key));
        Tunable problem;
        try {
            problem = problem(words);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + key + "' names no problem: " + wrong.getMessage(), wrong);
        }
        if (!problem.tuningKey().equals(key)) { // something is left over, or is not as it would be written
            throw new IllegalArgumentException(
                    "'" + key + "' names no problem, the nearest is '" + problem.tuningKey() + "'");
        }
        return problem;
    }

    private static Tunable problem(Words words) {
        return switch (words.peek()) {
            case GemmProblem.WORD -> gemm(words.rest());
            case TransposeProblem.WORD -> transpose(words.rest());
            case WeightGradientProblem.WORD -> new WeightGradientProblem(convolution(words.rest()));
            case PoolProblem.WORD -> pooling(words.rest());
            case PoolGradientProblem.WORD -> poolGradient(words.rest());
            case PlaneProblem.WORD -> plane(words.rest());
            default -> convolution(words);
        };
    }

    private static ConvProblem convolution(Words words) {
        DType type = words.type();
        Shape src = words.shape();
        int k = words.numbers("K", "x", 1)[0];
        Window window = words.window();
        int groups = words.peek().matches("g[0-9]+") ? words.numbers("g", "x", 1)[0] : 1;
        boolean accumulate = words.takes("accumulate");
        return new ConvProblem(src, k, window, groups, type, Activation.NONE, words.precision(), accumulate);
    }

    private static GemmProblem gemm(Words words) {
        DType type = words.type();
        int[] v = words.numbers("", "x", 3);
        boolean transA = words.takes("tA");
        boolean transB = words.takes("tB");
        int lda = Math.max(1, transA ? v[0] : v[2]);
        int ldb = Math.max(1, transB ? v[2] : v[1]);
        return new GemmProblem(type, transA, transB, v[0], v[1], v[2], lda, ldb, Math.max(1, v[1]));
    }

    private static TransposeProblem transpose(Words words) {
        DType type = words.type();
        Shape src = words.shape();
        words.expects("to");
        Shape dst = words.shape();
        Window window = words.window();
        int groups = words.peek().matches("g[0-9]+") ? words.numbers("g", "x", 1)[0] : 1;
        boolean accumulate = words.takes("accumulate");
        TransposeProblem problem = new TransposeProblem(src, dst, window, groups, type, words.precision(), accumulate);
        ConvTranspose2d.of(problem); // refuses an output that such an input does not give
        return problem;
    }

    private static PoolGradientProblem poolGradient(Words words) {
        words.expects(PoolProblem.WORD);
        PoolProblem pool = pooling(words);
        return new PoolGradientProblem(pool, words.takes("accumulate"));
    }

    private static PoolProblem pooling(Words words) {
        String what = words.next();
        DType type = words.type();
        Shape src = words.shape();
        words.expects("to");
        int[] out = words.numbers("", "x", 2);
        Window w = words.window();
        boolean indices = words.takes("indices");
        Pool2d pool = pool(what, w)
                .stride(w.strideH(), w.strideW())
                .dilation(w.dilationH(), w.dilationW())
                .padding(Padding.of(w.padTop(), w.padLeft(), w.padBottom(), w.padRight()));
        Shape dst = pool.outputShape(src);
        boolean ceil = dst.h() != out[0] || dst.w() != out[1];
        return pool.ceilMode(ceil).problem(src, type, indices);
    }

    private static Pool2d pool(String what, Window w) {
        return switch (what) {
            case "max" -> Pool2d.max(w.r(), w.s());
            case "sum" -> Pool2d.sum(w.r(), w.s());
            case "average" -> Pool2d.average(w.r(), w.s()).countIncludePad(false);
            case "padded-average" -> Pool2d.average(w.r(), w.s()).countIncludePad(true);
            default -> {
                if (!what.matches("l[0-9]+[.][0-9]+(E-?[0-9]+)?")) {
                    throw new IllegalArgumentException("'" + what + "' is no pooling");
                }
                yield Pool2d.lp(Double.parseDouble(what.substring(1)), w.r(), w.s());
            }
        };
    }

    private static PlaneProblem plane(Words words) {
        String name = words.next();
        Border border = Arrays.stream(Border.values())
                .filter(each -> name.equals(each.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no border"));
        boolean separable = words.takes("separable");
        return new PlaneProblem(convolution(words), border, separable);
    }

    /** A key's words, taken one after the other. */
    private static final class Words {

        private static final int LONGEST = 10;

        private final Deque<String> left;

        Words(String key) {
            left = new ArrayDeque<>(List.of(key.split(" ", -1)));
        }

        /** The next word, empty at the end. */
        String peek() {
            return left.isEmpty() ? "" : left.peek();
        }

        String next() {
            if (left.isEmpty()) {
                throw new IllegalArgumentException("it ends too early");
            }
            return left.remove();
        }

        /** Without the next word. */
        Words rest() {
            next();
            return this;
        }

        boolean takes(String word) {
            boolean there = peek().equals(word);
            if (there) {
                next();
            }
            return there;
        }

        void expects(String word) {
            String found = next();
            if (!found.equals(word)) {
                throw new IllegalArgumentException("'" + found + "' stands where '" + word + "' is due");
            }
        }

        int[] numbers(String before, String between, int count) {
            String word = next();
            String[] cells =
                    word.startsWith(before) ? word.substring(before.length()).split(between, -1) : new String[0];
            int[] values = new int[count];
            boolean fits = cells.length == count;
            for (int i = 0; fits && i < count; i++) {
                fits = cells[i].matches("[0-9]{1," + LONGEST + "}") && Long.parseLong(cells[i]) <= Integer.MAX_VALUE;
                values[i] = fits ? Integer.parseInt(cells[i]) : 0;
            }
            if (!fits) {
                throw new IllegalArgumentException("'" + word + "' is not " + before
                        + String.join(between, java.util.Collections.nCopies(count, "N")));
            }
            return values;
        }

        DType type() {
            String word = next();
            return Arrays.stream(DType.values())
                    .filter(each -> word.equals(each.name().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no element type"));
        }

        Shape shape() {
            String word = next();
            return switch (word) {
                case "NCHW" -> {
                    int[] v = numbers("", "x", 4);
                    yield Shape.nchw(v[0], v[1], v[2], v[3]);
                }
                case "NHWC" -> {
                    int[] v = numbers("", "x", 4);
                    yield Shape.nhwc(v[0], v[1], v[2], v[3]);
                }
                default -> throw new IllegalArgumentException("'" + word + "' is no layout");
            };
        }

        Window window() {
            int[] kernel = numbers("k", "x", 2);
            Window window = Window.of(kernel[0], kernel[1]);
            if (peek().matches("s[0-9].*")) {
                int[] v = numbers("s", "x", 2);
                window = window.withStride(v[0], v[1]);
            }
            if (peek().matches("p[0-9].*")) {
                int[] v = numbers("p", ",", 4);
                window = window.withPadding(v[0], v[1], v[2], v[3]);
            }
            if (peek().matches("d[0-9].*")) {
                int[] v = numbers("d", "x", 2);
                window = window.withDilation(v[0], v[1]);
            }
            return window;
        }

        Precision precision() {
            for (Precision each : Precision.values()) {
                if (each != Precision.DEFAULT && takes(each.name().toLowerCase(Locale.ROOT))) {
                    return each;
                }
            }
            return Precision.DEFAULT;
        }
    }
}
