import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the double twin of every float source: {@code FooFloat.java} is written by hand, {@code FooDouble.java} is
 * generated, so that the two can never drift apart.
 *
 * <p>{@code java Twins.java SRC_ROOT OUT_ROOT [SRC_ROOT OUT_ROOT]...}
 *
 * <p>A source has a twin when its file name holds the camel-case word Float ({@code GemmFloat}, {@code FloatPackTest};
 * not {@code Floats}). OUT_ROOT belongs to this program: what it did not write there in this run is deleted, and a file
 * whose text is the same as before is left alone, so that the compiler sees no change where there is none.
 *
 * <p>The twin differs by words, not by meaning. In code, comments and strings alike:
 *
 * <ul>
 *   <li>{@code float} as a word of an identifier, in any case, one or many, becomes {@code double}: {@code float},
 *       {@code Floats}, {@code FloatVector}, {@code toFloatArray}, {@code JAVA_FLOAT};
 *   <li>{@code float32} becomes {@code float64} ({@code FLOAT32}, {@code Float32} too);
 *   <li>the S of BLAS becomes its D: {@code sgemm}, {@code Sgemm}, {@code SGEMM};
 *   <li>in code only, a float literal becomes a double literal: {@code 1.5f} is {@code 1.5}, {@code 0f} is {@code 0d}.
 * </ul>
 *
 * The twin's class carries {@code @SuppressWarnings("cast")}: where the float source rounds a double sum by a cast, the
 * twin casts a double to double.
 *
 * <p>There is no way to exempt a line: what differs by more than words belongs in a class without a twin that both
 * call.
 */
final class Twins {

    private static final Pattern HAS_TWIN = Pattern.compile(".*Float(?![a-z]).*\\.java");

    /** What Java text consists of, as far as the words are concerned; the order settles what a character starts. */
    private static final Pattern TOKEN = Pattern.compile("""
            (?<prose>//[^\\n]*|/\\*.*?\\*/|\"""(?:\\\\.|.)*?\"""|"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*')\
            |(?<name>[\\p{Alpha}_$][\\w$]*)\
            |(?<number>0[xX][\\p{XDigit}_]*\\.?[\\p{XDigit}_]*(?:[pP][+-]?\\d+)?\\w?\
            |\\.?\\d[\\d_]*\\.?[\\d_]*(?:[eE][+-]?\\d+)?\\w?)""", Pattern.DOTALL);

    /** An identifier within prose. */
    private static final Pattern NAME = Pattern.compile("[\\p{Alpha}_$][\\w$]*");

    /** The words, each at its place in a camel-case or upper-case identifier; "floating" is none of them. */
    private static final Pattern WORD = Pattern.compile("(?<lower>(?<!\\p{Alnum})float(?=s?(?![a-z]|64)))"
            + "|(?<camel>Float(?=s?(?![a-z]|64)))"
            + "|(?<upper>(?<![A-Z])FLOAT(?=S?(?![A-Z]|64)))"
            + "|(?<blas>(?<!\\p{Alnum})sgemm|Sgemm|SGEMM)");

    /** The top-level declaration: the formatter puts nothing else of this form at the start of a line. */
    private static final Pattern TOP_LEVEL = Pattern.compile(
            "^(?:(?:public|abstract|final|sealed|non-sealed) )*(?:class|interface|record|enum) ", Pattern.MULTILINE);

    private static final Pattern FLOAT_LITERAL =
            Pattern.compile("(?<hex>0[xX].*[pP].*)[fF]|(?<decimal>(?!0[xX]).*)[fF]");

    private Twins() {}

    public static void main(String[] args) throws IOException {
        if (args.length == 0 || args.length % 2 != 0) {
            System.err.println("usage: java Twins.java SRC_ROOT OUT_ROOT [SRC_ROOT OUT_ROOT]...");
            System.exit(2);
        }
        for (int i = 0; i < args.length; i += 2) {
            generate(Path.of(args[i]), Path.of(args[i + 1]));
        }
    }

    private static void generate(Path srcRoot, Path outRoot) throws IOException {
        Set<Path> twins = new HashSet<>();
        for (Path source : files(srcRoot)) {
            String name = source.getFileName().toString();
            if (!HAS_TWIN.matcher(name).matches()) {
                continue;
            }
            Path twin = outRoot.resolve(srcRoot.relativize(source)).resolveSibling(words(name));
            String handWritten = srcRoot.relativize(source)
                    .resolveSibling(twin.getFileName())
                    .toString();
            if (Files.exists(srcRoot.resolve(handWritten))) {
                throw new IOException(handWritten + " is generated from " + name + " and must not be written by hand");
            }
            String head = "// Generated from " + name + " by .mvn/gen/Twins.java: edit that file, not this one.\n";
            writeIfChanged(twin, head + allowCasts(source, translate(Files.readString(source))));
            twins.add(twin);
        }
        for (Path old : files(outRoot)) {
            if (!twins.contains(old)) {
                Files.delete(old);
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void writeIfChanged(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String allowCasts(Path source, String java) throws IOException {
        if (java.contains("\n@SuppressWarnings")) {
            throw new IOException(source + ": move @SuppressWarnings from the class to the member that needs it,"
                    + " for the twin's class has one already");
        }
        return TOP_LEVEL.matcher(java).replaceFirst("@SuppressWarnings(\"cast\")\n$0");
    }

    private static String translate(String java) {
        return TOKEN.matcher(java).replaceAll(token -> {
            String text = token.group();
            if (token.group("number") != null) {
                return Matcher.quoteReplacement(number(text));
            }
            return Matcher.quoteReplacement(
                    token.group("name") != null
                            ? words(text)
                            : NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement(words(name.group()))));
        });
    }

    private static String words(String identifier) {
        String widened = identifier.replaceAll("(?i)(float)32", "$164");
        return WORD.matcher(widened).replaceAll(word -> {
            if (word.group("blas") != null) {
                return word.group().replace('s', 'd').replace('S', 'D');
            }
            return word.group("lower") != null ? "double" : word.group("camel") != null ? "Double" : "DOUBLE";
        });
    }

    private static String number(String literal) {
        Matcher m = FLOAT_LITERAL.matcher(literal);
        if (!m.matches()) {
            return literal;
        }
        if (m.group("hex") != null) {
            return m.group("hex");
        }
        String digits = m.group("decimal");
        return digits.matches("[\\d_]+") ? digits + "d" : digits;
    }
}
