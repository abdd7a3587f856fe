import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts the tests that a build ran, one line for each run of each module, and fails when one was skipped: a test that
 * does not apply to a rung is kept out by its tag, so a skipped test is one that somebody switched off.
 *
 * <p>{@code java TestCount.java ROOT SINCE}, SINCE being the build's start: reports older than that are of another
 * build.
 */
final class TestCount {

    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");

    private TestCount() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Instant since = Instant.parse(args[1]);
        Map<String, Count> runs = new TreeMap<>();
        try (Stream<Path> reports = Files.find(
                root,
                5,
                (file, attributes) -> isReport(root.relativize(file))
                        && !attributes.lastModifiedTime().toInstant().isBefore(since))) {
            reports.forEach(report -> runs.merge(run(root.relativize(report)), read(report), Count::plus));
        }
        runs.forEach((run, count) -> System.out.printf("%-30s %s%n", run, count));
        Count total = runs.values().stream().reduce(new Count(0, 0, 0), Count::plus);
        System.out.printf("%-30s %s%n", "all " + runs.size() + " runs", total);
        if (total.skipped > 0) {
            System.err.println("No test may be skipped: keep it out of a rung by its tag, or mend it.");
            System.exit(1);
        }
    }

    private static boolean isReport(Path file) {
        return file.getNameCount() >= 4
                && file.getName(1).toString().equals("target")
                && file.getName(2).toString().equals("surefire-reports")
                && file.getFileName().toString().matches("TEST-.*\\.xml");
    }

    /** conv-simd/target/surefire-reports/w512/TEST-x.xml is of the run "conv-simd w512". */
    private static String run(Path report) {
        String module = report.getName(0).toString();
        return report.getNameCount() > 4 ? module + " " + report.getName(3) : module;
    }

    private static Count read(Path report) {
        try {
            Matcher suite = SUITE.matcher(Files.readString(report));
            if (!suite.find()) {
                throw new IOException(report + " is no test report");
            }
            String head = suite.group();
            return new Count((int) attribute(head, "tests"), (int) attribute(head, "skipped"), attribute(head, "time"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double attribute(String tag, String name) {
        Matcher value = Pattern.compile(" " + name + "=\"([0-9.,]+)\"").matcher(tag);
        if (!value.find()) {
            throw new IllegalArgumentException("no " + name + " in " + tag);
        }
        return Double.parseDouble(value.group(1).replace(",", ""));
    }

    private record Count(int tests, int skipped, double seconds) {

        Count plus(Count other) {
            return new Count(tests + other.tests, skipped + other.skipped, seconds + other.seconds);
        }

        @Override
        public String toString() {
            return "%6d tests %4d skipped %8.1f s".formatted(tests, skipped, seconds);
        }
    }
}
