package io.github.jconv.tuning;

import java.util.List;

/**
 * The names of the algorithms that a profile may choose, in the order of their tables.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param convolutions for problems of convolutions
 * @param multiplications for problems of matrices, which begin with {@code gemm}
 */
public record Registry(List<String> convolutions, List<String> multiplications) {

    /** How the text of a problem of matrices begins. */
    private static final String GEMM = "gemm ";

    /** Keeps copies. */
    public Registry {
        convolutions = List.copyOf(convolutions);
        multiplications = List.copyOf(multiplications);
    }

    /**
     * Who may win.
     *
     * @param problem a problem's text
     * @return the names of its kind
     */
    List<String> of(String problem) {
        return problem.startsWith(GEMM) ? multiplications : convolutions;
    }

    /** One text, another one for another order or another algorithm. */
    String text() {
        return String.join("\n", convolutions) + "\n" + GEMM + "\n" + String.join("\n", multiplications);
    }
}
