package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A command line as a user types it, and what came of it.
 *
 * @param code the exit code
 * @param out what went to the output stream
 * @param err what went to the error stream
 */
record Conv(int code, String out, String err) {

    /** Runs a command in this process. */
    static Conv run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[args.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = args[i].toString();
        }
        int code = Cli.run(words, new PrintWriter(out), new PrintWriter(err), false);
        return new Conv(code, out.toString(), err.toString());
    }

    Conv succeeds() {
        assertThat(err).isEmpty();
        assertThat(code).isZero();
        return this;
    }

    /** Bad input: exit code 2, exactly one line, no stack trace, nothing on the output stream. */
    void refuses(String message) {
        List<String> lines = err.lines().toList();
        assertThat(lines).as(err).hasSize(1);
        assertThat(lines.getFirst()).startsWith("conv: ").contains(message);
        assertThat(err).endsWith(System.lineSeparator());
        assertThat(code).isEqualTo(2);
        assertThat(out).isEmpty();
    }
}
