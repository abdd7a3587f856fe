package io.github.jconv.bench.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;

/** Where the virtual machine enters. The launcher says by two properties what a shell knows and a JVM does not. */
public final class Main {

    /** The number of the file descriptor that is the real error stream. */
    private static final String ERROR_STREAM = "jconv.cli.stderr";

    /** Whether that stream is a terminal. */
    private static final String TERMINAL = "jconv.cli.terminal";

    /** How java.util.logging writes a record. */
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        takeErrorStream();
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "conv: %4$s: %5$s%6$s%n"); // by default a warning takes two lines
        }
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.out.charset());
        int code = written(Cli.run(args, out, err, Boolean.getBoolean(TERMINAL)), out, err);
        System.exit(code);
    }

    /** The exit code of a command whose words have to be read by somebody, or lie on a disk. */
    static int written(int code, PrintWriter out, PrintWriter err) {
        boolean lost = out.checkError();
        if (lost) {
            err.println("conv: the output cannot be written: the disk is full, or nobody reads it");
        }
        boolean unheard = err.checkError();
        return lost || unheard ? Math.max(code, Cli.BAD_INPUT) : code;
    }

    /**
     * The JVM greets every use of an incubator module with a warning on its error stream before any code of ours runs,
     * and has no flag to leave it out. The launcher therefore starts it with that stream shut off and the real one
     * under another number; where it did not, nothing happens here.
     */
    private static void takeErrorStream() {
        Integer number = Integer.getInteger(ERROR_STREAM);
        if (number == null) {
            return;
        }
        try {
            Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true); // the launcher opened java.io
            System.setErr(new PrintStream(new FileOutputStream(constructor.newInstance(number)), true));
        } catch (ReflectiveOperationException unknownJdk) {
            throw new IllegalStateException("this JDK has another FileDescriptor than expected", unknownJdk);
        }
    }
}
