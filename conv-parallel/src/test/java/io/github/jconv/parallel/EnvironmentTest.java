package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.tuning.Cutoff;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes from outside the virtual machine, seen in machines of its own. */
class EnvironmentTest {

    private static final String TWO_CORES = "-XX:ActiveProcessorCount=2";

    /** Says how many threads a map and a plan take. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            try {
                System.out.println("map=" + Parallel.jobs().threads());
                try (ConvPlan plan = Planner.builder()
                        .jobs(-1)
                        .build()
                        .plan(Conv2d.of(1, 1, 1), Shape.nchw(1, 1, 2, 2), new float[1], null)) {
                    System.out.println(plan.describe());
                }
            } catch (IllegalArgumentException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    @Test
    void allCoresThatTheContainerAllows() throws Exception {
        assertThat(run(Map.of(), "-XX:ActiveProcessorCount=1"))
                .contains("map=1\n")
                .contains("jobs=1 ");
        assertThat(run(Map.of(), "-XX:ActiveProcessorCount=5"))
                .contains("map=5\n")
                .contains("jobs=5 ");
    }

    @Test
    void theVariableSaysHowManyJobs() throws Exception {
        assertThat(run(Map.of("JCONV_JOBS", "3"))).contains("map=3\n");
        assertThat(run(Map.of("JCONV_JOBS", "-2"), "-XX:ActiveProcessorCount=5"))
                .contains("map=4\n");
        assertThat(run(Map.of("JCONV_JOBS", "all")))
                .contains("JCONV_JOBS is all but needs a whole number, -1 for all cores");
        assertThat(run(Map.of("JCONV_JOBS", "0"))).contains("JCONV_JOBS: jobs is 0 but must be positive");
        assertThat(run(Map.of("JCONV_JOBS", "40000"))).contains("JCONV_JOBS: jobs is 40000 but must be at most 32767");
    }

    @Test
    void thePropertySaysHowLongWorkersStay() throws Exception {
        assertThat(run(Map.of("JCONV_JOBS", "2"), "-Djconv.spin=50", "-XX:ActiveProcessorCount=2"))
                .contains("jobs=2 ");
        assertThat(run(Map.of(), "-Djconv.spin=50 us", "-XX:ActiveProcessorCount=2"))
                .contains("jconv.spin is 50 us but needs a whole number of microseconds");
        assertThat(run(Map.of(), "-Djconv.spin=20000", "-XX:ActiveProcessorCount=2"))
                .contains("scheduler has a spin time of PT0.02S but needs 0 to 10 ms");
    }

    @Test
    void theVariableOrThePropertyNamesAProfile() throws Exception {
        Map<String, String> variable = Map.of("JCONV_PROFILE", "absent-1");
        assertThat(run(variable)).contains("the profile absent-1 is not used").contains("jobs=");
        assertThat(run(variable, "-Djconv.profile=absent-2"))
                .contains("the profile absent-2 is not used")
                .doesNotContain("absent-1");
        assertThat(run(Map.of())).doesNotContain("profile");
    }

    /** Runs a plan of two jobs and so much work and says how many workers that started. */
    static final class Shares {
        private Shares() {}

        public static void main(String[] args) {
            int side = Integer.parseInt(args[0]);
            Conv2d conv = Conv2d.of(8, 8, 3).padding(1);
            Shape src = Shape.nchw(4, 8, side, side);
            try (ConvPlan plan =
                    Planner.builder().jobs(2).build().plan(conv, src, new float[conv.weightElements()], null)) {
                System.out.println("effort=" + plan.problem().macs());
                plan.run(new float[src.elements()], new float[src.elements()]);
                System.out.println("workers=" + ForkJoinPool.commonPool().getPoolSize());
            }
        }
    }

    /** From the file's line to the thread that is started, or not. */
    @Test
    void theCutoffOfAProfileDecidesWhetherWorkIsShared(@TempDir Path folder) throws Exception {
        String little = "6";
        String much = "80";
        assertThat(shares(folder, null, little)).contains("effort=82944\n", "workers=0\n");
        assertThat(shares(folder, new Cutoff(2, 0), little)).contains("effort=82944\n", "workers=1\n");
        assertThat(shares(folder, null, much)).contains("effort=14745600\n", "workers=1\n");
        assertThat(shares(folder, new Cutoff(2, 20_000_000), much)).contains("effort=14745600\n", "workers=0\n");
        assertThat(shares(folder, new Cutoff(3, 20_000_000), much))
                .as("a cutoff for another number of jobs")
                .contains("workers=1\n");
    }

    private static String shares(Path folder, Cutoff cutoff, String side) throws IOException, InterruptedException {
        String text = Profile.of(List.of(), cutoff == null ? List.of() : List.of(cutoff))
                .text(Signature.current(Planner.registry()));
        Path file = Files.writeString(folder.resolve("profile"), text);
        String said = run(Shares.class, List.of(side), Map.of("JCONV_PROFILE", file.toString()), TWO_CORES);
        assertThat(said).doesNotContain("is not used");
        return said;
    }

    private static String run(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        return run(Main.class, List.of(), environment, options);
    }

    private static String run(Class<?> main, List<String> arguments, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder child = new ProcessBuilder(command).redirectErrorStream(true);
        child.environment()
                .keySet()
                .removeAll(List.of("JCONV_JOBS", "JCONV_PROFILE", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        child.environment().putAll(environment);
        Process process = child.start();
        try (var out = process.inputReader()) {
            String said = String.join("\n", out.readAllLines()) + "\n";
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }
    }
}
