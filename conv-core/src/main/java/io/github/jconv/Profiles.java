package io.github.jconv;

import io.github.jconv.events.Fallback;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.WeightGradientAlgorithm;
import io.github.jconv.tuning.InForce;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Registry;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Where a planner's profile comes from. A file that cannot be used costs one loud line, never a plan. */
final class Profiles {

    /** Names a profile for every planner that is not given one: {@code -Djconv.profile=FILE}. */
    static final String PROPERTY = "jconv.profile";

    /** The same for those who cannot pass a property. */
    static final String VARIABLE = "JCONV_PROFILE";

    private static final System.Logger LOG = System.getLogger("io.github.jconv");

    /** A file named from outside is read once, however many planners are made. */
    private static InForce last = InForce.NONE;

    private Profiles() {}

    /** The profile that the property or else the variable names; no profile where both are absent or empty. */
    static synchronized InForce named() {
        String variable = System.getenv(VARIABLE);
        String file = System.getProperty(PROPERTY, variable == null ? "" : variable);
        if (!file.equals(last.file())) {
            last = file.isEmpty() ? InForce.NONE : load(file);
        }
        return last;
    }

    /** Reads a profile; no profile, and a line that says why, where it cannot be used. */
    static InForce load(String file) {
        try {
            Registry algorithms = registry();
            return new InForce(file, Profile.read(Path.of(file), Signature.current(algorithms), algorithms), "");
        } catch (NoSuchFileException absent) {
            return refused(file, "there is no such file");
        } catch (AccessDeniedException denied) {
            return refused(file, "permission denied");
        } catch (IOException problem) {
            return refused(file, problem.getMessage() == null ? "it cannot be read" : problem.getMessage());
        } catch (IllegalArgumentException wrong) { // what is no path is one too
            return refused(file, wrong.getMessage());
        }
    }

    /** One line, whatever the message holds. */
    private static InForce refused(String file, String reason) {
        String line = ("the profile " + file + " is not used, plans are made with defaults: " + reason)
                .replaceAll("\\p{Cc}+", " ");
        LOG.log(System.Logger.Level.WARNING, line);
        Fallback.taken(line);
        return new InForce(file, Profile.NONE, reason.replaceAll("\\p{Cc}+", " "));
    }

    /** The kinds of problems that a profile may hold, in the order of {@link AlgorithmTable}. */
    static Registry registry() {
        AlgorithmTable tables = AlgorithmTable.installed();
        return new Registry(
                List.of(
                        kind("", false, tables.convolutions(), Algorithm::name, Algorithm::blocks),
                        kind(GemmProblem.WORD, true, tables.gemms(), GemmAlgorithm::name, GemmAlgorithm::blocks),
                        kind(
                                TransposeProblem.WORD,
                                false,
                                tables.transposes(),
                                TransposeAlgorithm::name,
                                TransposeAlgorithm::blocks),
                        kind(
                                WeightGradientProblem.WORD,
                                false,
                                tables.weightGradients(),
                                WeightGradientAlgorithm::name,
                                WeightGradientAlgorithm::blocks),
                        kind(PoolProblem.WORD, tables.pools(), PoolAlgorithm::name),
                        kind(PoolGradientProblem.WORD, tables.poolGradients(), PoolGradientAlgorithm::name),
                        kind(PlaneProblem.WORD, false, tables.planes(), PlaneAlgorithm::name, PlaneAlgorithm::blocks)),
                TuningKeys::problem);
    }

    private static <A> Registry.Kind kind(String word, List<A> table, Function<A, String> name) {
        return kind(word, false, table, name, each -> Set.of());
    }

    private static <A> Registry.Kind kind(
            String word,
            boolean alone,
            List<A> table,
            Function<A, String> name,
            Function<A, Set<Blocking.Size>> blocks) {
        Map<String, Set<Blocking.Size>> algorithms = new LinkedHashMap<>();
        table.forEach(each -> algorithms.put(name.apply(each), blocks.apply(each)));
        return new Registry.Kind(word, alone, algorithms);
    }
}
