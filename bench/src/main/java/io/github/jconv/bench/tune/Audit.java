package io.github.jconv.bench.tune;

import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.TuningKeys;
import io.github.jconv.spi.Blocking;
import io.github.jconv.tuning.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entry of a profile does here, beyond what reading it found: whether the planner does anything else than by itself,
 * and whether what the entry says of its default and of its bits is true. Plans are made, and run only where a mark is not
 * what its algorithm and KC lead one to expect.
 */
public final class Audit {

    private static final Pattern KC = Pattern.compile(" kc=[0-9]+");

    private final Choice choice;
    private final List<String> remarks = new ArrayList<>();
    private boolean useless;
    private boolean otherBits;

    private Audit(Choice choice) {
        this.choice = choice;
        this.otherBits = !choice.sameBits();
    }

    /**
     * What was found.
     *
     * @param choice the entry
     * @param changes whether the planner does something else than by itself
     * @param useless whether the entry says that it should, but it does not
     * @param otherBits whether the bits are not the default's
     * @param remarks what is wrong with it, for a user to read; empty where nothing is
     */
    public record Finding(Choice choice, boolean changes, boolean useless, boolean otherBits, List<String> remarks) {}

    /**
     * Looks at an entry.
     *
     * @param choice of a profile that was read, so its problem and algorithms exist
     * @return what was found
     */
    public static Finding of(Choice choice) {
        Audit audit = new Audit(choice);
        boolean changes = audit.look(Subject.of(TuningKeys.problem(choice.problem())));
        return new Finding(choice, changes, audit.useless, changes && audit.otherBits, List.copyOf(audit.remarks));
    }

    /** Whether the planner does something else than by itself. */
    private boolean look(Subject subject) {
        List<Explanation.Answer> answers =
                Planner.serial().explain(subject.problem()).answers();
        for (Explanation.Answer answer : answers) {
            if (answer.algorithm().equals(choice.winner()) && !answer.accepted()) {
                return idle(
                        choice.winner() + " declines it: " + answer.reason() + "; the default is used, with a warning");
            }
        }
        String byDefault = subject.accepting().getFirst().algorithm();
        Variant standard = new Variant(byDefault, choice.jobs(), Blocking.DEFAULT);
        Variant variant = new Variant(choice.winner(), choice.winnerJobs(), choice.blocking());
        if (!choice.standard().equals(byDefault)) {
            remarks.add("names " + choice.standard() + " as the default, but that is " + byDefault);
        }
        if (variant.equals(standard)) {
            return choice.changes() && idle(byDefault + " is the default anyway");
        }
        if (choice.changes() && choice.winnerMicros() > Race.WORTH * choice.standardMicros()) {
            remarks.add(String.format(
                    Locale.ROOT, "gains %.1f %%, but a run of tune calls less than 3 %% noise", 100 * gain()));
        }
        Numbers numbers = subject.numbers();
        try (Planned own = numbers.plan(standard);
                Planned tuned = numbers.plan(variant)) {
            boolean alike = own.blocks().equals(tuned.blocks());
            if (alike && choice.winnerJobs() == choice.jobs()) {
                return idle("what " + choice.winner() + " takes anyway is no other than " + choice.blocking());
            }
            idleSizes(numbers, variant, tuned);
            bits(own, tuned, byDefault);
        }
        return true;
    }

    private double gain() {
        return 1 - choice.winnerMicros() / choice.standardMicros();
    }

    private boolean idle(String reason) {
        remarks.add(reason);
        useless = true;
        return false;
    }

    /** Sizes without which the plan would be the same. */
    private void idleSizes(Numbers numbers, Variant variant, Planned tuned) {
        List<String> idle = new ArrayList<>();
        for (Blocking.Size size : Blocking.Size.values()) {
            if (choice.blocking().get(size) != 0) {
                try (Planned without = numbers.plan(variant.with(size, 0))) {
                    if (without.blocks().equals(tuned.blocks())) {
                        idle.add(size + "=" + choice.blocking().get(size));
                    }
                }
            }
        }
        if (!idle.isEmpty()) {
            remarks.add(String.join(" ", idle) + " changes nothing");
        }
    }

    /** Whether the mark is true: taken for granted where it is what one expects, else tried out. */
    private void bits(Planned own, Planned tuned, String byDefault) {
        boolean likely = choice.winner().equals(byDefault) && kc(own).equals(kc(tuned));
        if (likely == choice.sameBits()) {
            return;
        }
        otherBits = !tuned.sameBits(own);
        if (otherBits == choice.sameBits()) {
            remarks.add("is marked '" + (choice.sameBits() ? "same" : "other") + "', but its bits are "
                    + (otherBits ? "other: it sums in another order" : "those of the default"));
        }
    }

    private static Optional<String> kc(Planned planned) {
        Matcher kc = KC.matcher(planned.line());
        return kc.find() ? Optional.of(kc.group()) : Optional.empty();
    }
}
