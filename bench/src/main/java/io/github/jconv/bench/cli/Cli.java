package io.github.jconv.bench.cli;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command, and the one place that turns what was thrown into a line and an exit code. */
@Command(
        name = "bench/conv",
        description = "Convolutions from the command line: run them, check them, time them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            FilterCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            DashboardCommand.class,
            CompareCommand.class,
            TuneCommand.class,
            GradientsCommand.class,
            InfoCommand.class,
            FirstCallsCommand.class,
            DispatchCommand.class,
            ScalingCommand.class
        })
public final class Cli implements Runnable {

    private static final int OUR_FAILURE = 1;
    /** The exit code for what is wrong outside of JConv. */
    static final int BAD_INPUT = 2;

    private static final String DEBUG = "--debug";

    private final boolean terminal;

    /** Looked up before parsing too, because parsing is what may go wrong. */
    private boolean debug;

    @Spec
    private CommandSpec spec;

    private Cli(boolean terminal, boolean debug) {
        this.terminal = terminal;
        this.debug = debug;
    }

    @Option(
            names = DEBUG,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show the stack trace of what went wrong.")
    void debug(boolean wanted) {
        debug |= wanted;
    }

    /**
     * Runs a command line.
     *
     * @param args the arguments
     * @param out where results go
     * @param err where the one line goes when something is wrong, and progress on a terminal
     * @param terminal whether err is a terminal
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err, boolean terminal) {
        Cli cli = new Cli(terminal, List.of(args).contains(DEBUG));
        CommandLine commandLine = new CommandLine(cli)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a file's name may begin with @
                .setParameterExceptionHandler((problem, ignored) -> cli.explain(err, problem))
                .setExecutionExceptionHandler((problem, command, parsed) -> cli.explain(err, problem));
        Parameters.numbersInWords(commandLine);
        try {
            cli.knows(commandLine, args);
            return commandLine.execute(args);
        } catch (ParameterException unknown) {
            return cli.explain(err, unknown);
        } catch (OutOfMemoryError | StackOverflowError problem) {
            return cli.explain(err, problem);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** Beside --help, picocli lets pass what is no command. */
    private void knows(CommandLine commandLine, String[] args) {
        for (String word : args) {
            if (commandLine.getSubcommands().containsKey(word)) {
                return;
            }
            if (!word.startsWith("-")) {
                throw new ParameterException(commandLine, "there is no command " + word + " among " + names());
            }
        }
    }

    private String names() {
        return spec.subcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .map(CommandLine::getCommandName)
                .collect(Collectors.joining(", "));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: " + names() + "; --help says more");
    }

    /** Progress on the error stream. */
    Progress progress() {
        return new Progress(spec.commandLine().getErr(), terminal);
    }

    private int explain(PrintWriter err, Throwable problem) {
        int code = problem instanceof BadInput || problem instanceof ParameterException ? BAD_INPUT : OUR_FAILURE;
        String line = switch (problem) {
            case BadInput bad -> bad.getMessage();
            case ParameterException usage -> usage.getMessage();
            case OutOfMemoryError memory -> {
                code = BAD_INPUT;
                yield "the heap of " + Runtime.getRuntime().maxMemory()
                        + " bytes is too small for this; set JCONV_JAVA_OPTS=-Xmx...";
            }
            default -> "this should not have happened, --debug shows where: " + problem;
        };
        // What a hostile file put into the message must not reach the terminal as a command.
        err.println("conv: " + line.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cc}", "?"));
        if (debug) {
            problem.printStackTrace(err);
        }
        return code;
    }
}
