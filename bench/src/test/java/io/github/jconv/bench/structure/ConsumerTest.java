package io.github.jconv.bench.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that knows conv-core only, compiled here and started in virtual machines of its own. */
@Tag("structure")
class ConsumerTest {

    private static final String MODULE = """
            module app {
                requires io.github.jconv.core;
            }
            """;

    /** 16 channels of ones under 3x3 kernels of ones: 144 in the middle, 64 in the corner. */
    private static final String MAIN = """
            package app;

            import io.github.jconv.Conv2d;
            import io.github.jconv.ConvPlan;
            import io.github.jconv.Planner;
            import io.github.jconv.Shape;
            import java.util.Arrays;

            class Main {
                public static void main(String[] args) {
                    float[] x = new float[16 * 32 * 32];
                    float[] w = new float[16 * 16 * 9];
                    float[] y = new float[16 * 32 * 32];
                    Arrays.fill(x, 1);
                    Arrays.fill(w, 1);
                    Conv2d conv = Conv2d.of(16, 16, 3).padding(1);
                    Planner planner = Planner.builder().jobs(2).build();
                    try (ConvPlan plan = planner.plan(conv, Shape.nchw(1, 16, 32, 32), w, null)) {
                        plan.run(x, y);
                        System.out.println("algorithm=" + plan.algorithm());
                        System.out.println(plan.describe());
                    }
                    System.out.println("middle=" + y[16 * 32 + 16] + " corner=" + y[0]);
                }
            }
            """;

    private static final String RIGHT = "middle=144.0 corner=64.0";
    private static final String FLAG = "--add-modules jdk.incubator.vector";

    @TempDir
    static Path folder;

    private static Path app;

    @BeforeAll
    static void compile() throws IOException {
        app = folder.resolve("app");
        Path module = Files.writeString(folder.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(folder.resolve("Main.java"), MAIN);
        int exit = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--module-path",
                        Library.paths(Library.CORE),
                        "-d",
                        app.toString(),
                        module.toString(),
                        main.toString());
        assertThat(exit).isZero();
    }

    @Test
    void onTheModulePathTheKernelsAndTheSchedulerAreFoundWithoutAFlag() throws Exception {
        Run run = java("--module-path", path(Library.values()), "--module", "app/app.Main");
        assertThat(run.out).contains(RIGHT).contains("jobs=2").doesNotContain("algorithm=portable");
        assertThat(run.err).doesNotContain("JConv");
    }

    @Test
    void onTheClassPathWithTheFlagTheKernelsRun() throws Exception {
        Run run = java("--add-modules", "jdk.incubator.vector", "--class-path", path(Library.values()), "app.Main");
        assertThat(run.out).contains(RIGHT).contains("jobs=2").doesNotContain("algorithm=portable");
        assertThat(run.err).doesNotContain("JConv");
    }

    @Test
    void onTheClassPathWithoutTheFlagOneLineNamesItAndTheResultIsRight() throws Exception {
        Run run = java("--class-path", path(Library.values()), "app.Main");
        assertThat(run.out).contains(RIGHT).contains("algorithm=portable");
        assertThat(run.err.lines().filter(line -> line.contains(FLAG))).hasSize(1);
        assertThat(run.err).doesNotContain("Exception").doesNotContain("Error");
    }

    @Test
    void coreAloneServesAndSaysThatItHasNoSecondJob() throws Exception {
        Run run = java("--module-path", path(Library.CORE), "--module", "app/app.Main");
        assertThat(run.out).contains(RIGHT).contains("algorithm=portable");
        assertThat(run.err).contains("io.github.jconv.parallel").doesNotContain(FLAG);
    }

    private static String path(Library... libraries) {
        return app + File.pathSeparator + Library.paths(libraries);
    }

    private record Run(String out, String err) {}

    private static Run java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        // Files, not pipes: a pipe that nobody reads would stop the child.
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder child =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        child.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        int exit = child.start().waitFor();
        Run run = new Run(Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        assertThat(exit).as("%s", run).isZero();
        return run;
    }
}
