package io.github.jconv.bench.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which class of a module uses which, as jdeps sees it; nested classes count as the class around them. */
@Tag("structure")
class ArrowsTest {

    private static final Pattern ARROW =
            Pattern.compile("^ +(io\\.github\\.jconv\\S*) +-> +(io\\.github\\.jconv\\S*) ");

    /**
     * What each package of conv-core may use beside itself. The base package is two rooms in one, since Java would make
     * the public face show two names: the vocabulary (shapes, problems), which uses nothing, and the face (planner,
     * plans, operators), which uses all. The test of circles keeps the two apart.
     */
    private static final Map<String, Set<String>> CORE = Map.of(
            "", Set.of("plan", "adjoint", "spi", "machine", "reference", "tuning", "events"),
            ".plan", Set.of("", "adjoint", "spi", "portable", "machine", "reference", "events"),
            ".adjoint", Set.of("", "spi", "machine", "reference"),
            ".portable", Set.of("", "spi", "machine"),
            ".spi", Set.of("", "machine"),
            ".numerics", Set.of(""),
            ".reference", Set.of(""),
            ".tuning", Set.of("machine", "spi"),
            ".events", Set.of(),
            ".machine", Set.of());

    @ParameterizedTest
    @EnumSource
    void noCircleOfClassesGoesThroughTwoPackages(Library library) {
        Map<String, Set<String>> uses = arrows(library);
        Set<String> circles = new TreeSet<>();
        uses.forEach((from, targets) -> targets.forEach(to -> {
            if (!packageOf(from).equals(packageOf(to)) && reaches(uses, to, from)) {
                circles.add(from + " -> " + to);
            }
        }));
        assertThat(circles).isEmpty();
    }

    @Test
    void arrowsBetweenThePackagesOfCorePointDown() {
        String base = "io.github.jconv";
        Map<String, Set<String>> wrong = new TreeMap<>();
        arrows(Library.CORE).forEach((from, targets) -> {
            String room = packageOf(from).substring(base.length());
            assertThat(CORE).as("the rooms of conv-core").containsKey(room);
            Set<String> allowed = CORE.get(room).stream()
                    .map(below -> below.isEmpty() ? base : base + "." + below)
                    .collect(Collectors.toSet());
            for (String to : targets) {
                if (!packageOf(to).equals(packageOf(from)) && !allowed.contains(packageOf(to))) {
                    wrong.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static Map<String, Set<String>> arrows(Library library) {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        int exit = jdeps.run(
                printer,
                printer,
                "--module-path",
                Library.paths(Library.CORE),
                "-verbose",
                library.path().toString());
        assertThat(exit).as(out.toString()).isZero();
        Map<String, Set<String>> uses = new TreeMap<>();
        for (String line : out.toString().lines().toList()) {
            Matcher arrow = ARROW.matcher(line);
            if (arrow.find()) {
                uses.computeIfAbsent(outermost(arrow.group(1)), key -> new TreeSet<>())
                        .add(outermost(arrow.group(2)));
            }
        }
        assertThat(uses).as(out.toString()).isNotEmpty();
        return uses;
    }

    private static boolean reaches(Map<String, Set<String>> uses, String from, String to) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(from));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (next.equals(to)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return false;
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
