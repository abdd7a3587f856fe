package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.AnnotatedElement;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What --help says is a format to picocli, which complains on the terminal where a percent sign is alone. */
class HelpTest {

    @Test
    void everyDescriptionIsAFormat() {
        check(Cli.class.getAnnotation(Command.class));
    }

    private static void check(Command parent) {
        for (Class<?> command : parent.subcommands()) {
            CommandSpec spec = CommandSpec.forAnnotatedObject(command);
            for (String text : spec.usageMessage().description()) {
                formats(spec, text);
            }
            for (OptionSpec option : spec.options()) { // its own description is rendered already
                if (option.userObject() instanceof AnnotatedElement declared
                        && declared.isAnnotationPresent(Option.class)) {
                    for (String text : declared.getAnnotation(Option.class).description()) {
                        formats(spec, text);
                    }
                }
            }
            check(command.getAnnotation(Command.class));
        }
    }

    private static void formats(CommandSpec command, String text) {
        assertThatCode(() -> text.formatted())
                .as("%s: %s", command.name(), text)
                .doesNotThrowAnyException();
    }
}
