package io.github.jconv;

import io.github.jconv.events.Fallback;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Registry;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Path;

/** Where a planner's profile comes from. A file that cannot be used costs one loud line, never a plan. */
final class Profiles {

    /** Names a profile for every planner that is not given one: {@code -Djconv.profile=FILE}. */
    static final String PROPERTY = "jconv.profile";

    /** The same for those who cannot pass a property. */
    static final String VARIABLE = "JCONV_PROFILE";

    private static final System.Logger LOG = System.getLogger("io.github.jconv");

    private static Loaded last = new Loaded("", Profile.NONE);

    /** A file named from outside is read once, however many planners are made. */
    private record Loaded(String file, Profile profile) {}

    private Profiles() {}

    /** The profile that the property or else the variable names; no profile where both are absent or empty. */
    static synchronized Profile named() {
        String variable = System.getenv(VARIABLE);
        String file = System.getProperty(PROPERTY, variable == null ? "" : variable);
        if (!file.equals(last.file)) {
            last = new Loaded(file, file.isEmpty() ? Profile.NONE : load(file));
        }
        return last.profile;
    }

    /** Reads a profile; no profile, and a line that says why, where it cannot be used. */
    static Profile load(String file) {
        try {
            Registry algorithms = Planner.registry();
            return Profile.read(Path.of(file), Signature.current(algorithms), algorithms);
        } catch (IOException | IllegalArgumentException problem) { // among the latter what is no path
            String reason = problem instanceof IOException ? "cannot be read: " + problem : problem.getMessage();
            String line = "the profile " + file.replaceAll("\\p{Cc}", "?")
                    + " is not used, plans are made with defaults: " + reason;
            LOG.log(System.Logger.Level.WARNING, line);
            Fallback.taken(line);
            return Profile.NONE;
        }
    }
}
