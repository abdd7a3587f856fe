package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is said to a full disk is an error. */
class MainTest {

    private static final class Full extends OutputStream {
        @Override
        public void write(int ignored) throws IOException {
            throw new IOException("no space left");
        }
    }

    private static PrintWriter full() {
        return new PrintWriter(new PrintStream(new Full()), true, StandardCharsets.UTF_8);
    }

    @Test
    void aFullDiskIsTold() {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(said);
        PrintWriter out = full();
        int code = Cli.run(new String[] {"--version"}, out, err, false);
        assertThat(code).isZero();
        assertThat(Main.written(code, out, err)).isEqualTo(2);
        assertThat(said.toString().lines()).singleElement().asString().startsWith("conv: the output cannot be written");
    }

    @Test
    void anErrorStreamThatIsFullIsAnErrorToo() {
        PrintWriter err = full();
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(Main.written(0, out, err)).isZero();
        err.println("lost");
        assertThat(Main.written(0, out, err)).isEqualTo(2);
        assertThat(Main.written(75, out, err)).isEqualTo(75);
    }

    @Test
    void whatIsWrittenChangesNoCode() {
        PrintWriter fine = new PrintWriter(new StringWriter());
        assertThat(Main.written(0, fine, fine)).isZero();
        assertThat(Main.written(1, fine, fine)).isEqualTo(1);
    }
}
