package io.github.jconv.tuning;

/**
 * The profile that planners go by which are not given one of their own.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param file as the property or else the variable names it; empty where none does
 * @param profile its choices; {@link Profile#NONE} where there is none, or it is refused
 * @param refusal why the file is not used; empty where it is, or none is named
 */
public record InForce(String file, Profile profile, String refusal) {

    /** No file is named. */
    public static final InForce NONE = new InForce("", Profile.NONE, "");
}
