package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a tree of its own, where a stand-in for the build hands out what is already built. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a script for POSIX shells")
class LauncherTest {

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectories(folder.resolve("a tree"));
        Path real = Path.of("").toAbsolutePath().getParent();
        copy(real, "bench/conv");
        copy(real, ".mvn/find-jdk.sh");
        for (String name : List.of("pom.xml", "bench/pom.xml", "bench/src/main/A.java", ".mvn/gen/B.java")) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "source");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        }
        Path jar = folder.resolve("built.jar");
        writeJar(jar);
        Path mvnw = Files.writeString(
                root.resolve("mvnw"),
                "#!/bin/sh\necho \"$@\" >>built.log\nmkdir -p bench/target/conv/lib\ncp '" + jar
                        + "' bench/target/conv/lib\n");
        assertThat(mvnw.toFile().setExecutable(true)).isTrue();
    }

    private void copy(Path real, String name) throws IOException {
        Path target = root.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(real.resolve(name), target);
    }

    /** A jar that holds nothing but the way to this test's classes. */
    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    private Conv run(Path script, Map<String, String> environment, String... args) throws IOException {
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("sh", script.toString()), Stream.of(args))
                        .toList())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JCONV_JAVA_OPTS"));
        builder.environment().putAll(environment);
        try {
            int code = builder.start().waitFor();
            return new Conv(code, Files.readString(out), Files.readString(err));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private long builds() throws IOException {
        try (Stream<String> lines = Files.lines(root.resolve("built.log"))) {
            return lines.count();
        }
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws IOException {
        Path script = root.resolve("bench/conv");
        Conv first = run(script, Map.of(), "--version");
        assertThat(first.err().lines()).singleElement().asString().startsWith("conv: building");
        assertThat(first.code()).isZero();
        run(script, Map.of(), "--version").succeeds();
        assertThat(builds()).isEqualTo(1);
        Files.setLastModifiedTime(
                root.resolve("bench/src/main/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(script, Map.of(), "--version").code()).isZero();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void downloadsPeersOnlyWhenAskedFor() throws IOException {
        Path script = root.resolve("bench/conv");
        run(script, Map.of(), "--version");
        assertThat(root.resolve("built.log")).content().doesNotContain("peers");
        Files.createDirectories(root.resolve("bench/src/peers"));
        assertThat(run(script, Map.of(), "bench", "--peers", "--help").code()).isZero();
        run(script, Map.of(), "bench", "--peers", "--jobs", "0").refuses("jobs is 0");
        run(script, Map.of(), "bench", "--peers", "--workload", "nonet").refuses("there is no workload nonet");
        assertThat(builds()).isEqualTo(1);
        Files.writeString(folder.resolve("file"), "no folder");
        for (int i = 0; i < 2; i++) { // good but for what is found when it is built
            Conv late = run(script, Map.of(), "bench", "--peers", "--workload", "gemm", "--output", "file");
            assertThat(late.err()).contains("file: is a file, not a folder");
        }
        run(script, Map.of(), "--version").succeeds();
        assertThat(builds()).isEqualTo(2);
        assertThat(root.resolve("built.log")).content().contains("-Ppeers -pl bench/src/peers -am");
    }

    @Test
    void aProfileThatIsNotThereCostsOneLine() throws IOException {
        Path script = root.resolve("bench/conv");
        run(script, Map.of(), "--version");
        Conv explained = run(script, Map.of("JCONV_PROFILE", "absent"), "tune", "--workload", "gemm", "--explain");
        assertThat(explained.code()).isZero();
        assertThat(explained.err().lines())
                .containsExactly("conv: WARNING: the profile absent is not used, plans are made with defaults:"
                        + " there is no such file");
    }

    @Test
    void runsThroughALinkWithOneLineOnTheErrorStream() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("conv"), Path.of("a tree/bench/conv"));
        assertThat(run(link, Map.of(), "info", "--quick").out()).contains("algorithms ");
        run(link, Map.of(), "run", "--input", "absent.npy", "--weight", "w.npy", "--output", "y.npy")
                .refuses("absent.npy: does not exist");
    }

    @Test
    void passesOptionsToTheVirtualMachine() throws IOException {
        Path script = root.resolve("bench/conv");
        run(script, Map.of(), "--version");
        Conv off = run(script, Map.of("JCONV_JAVA_OPTS", "-Djconv.vectors=off -Xmx300m"), "info", "--quick");
        assertThat(off.out()).contains("none: vector kernels are switched off by -Djconv.vectors=off", "-Xmx300m");
        assertThat(off.code()).isZero();
    }

    @Test
    void saysWhenTheBuildFails() throws IOException {
        Files.writeString(root.resolve("mvnw"), "#!/bin/sh\nexit 1\n");
        Conv failed = run(root.resolve("bench/conv"), Map.of(), "--version");
        assertThat(failed.err()).endsWith("conv: the build failed\n");
        assertThat(failed.code()).isEqualTo(1);
    }
}
