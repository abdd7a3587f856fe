package io.github.jconv.bench.cli;

import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.tune.Audit;
import io.github.jconv.parallel.ForkJoinScheduler;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A profile's entries for people to read. */
final class ProfileReport {

    private ProfileReport() {}

    /** What differs from the defaults, what that gains by the layers' counts, and whose bits change. */
    static List<String> measured(Collection<Choice> choices, Map<String, Integer> counts) {
        List<Choice> changed = choices.stream().filter(Choice::changes).toList();
        List<String> lines = new ArrayList<>(
                table(changed, changed.stream().map(Choice::sameBits).toList()));
        long bits = changed.stream().filter(choice -> !choice.sameBits()).count();
        lines.add(summary(changed.size(), choices.size(), bits));
        double before = 0;
        double after = 0;
        for (Choice choice : choices) {
            int count = counts.getOrDefault(choice.key(), 1);
            before += count * choice.standardMicros();
            after += count * choice.winnerMicros();
        }
        if (!counts.isEmpty()) {
            lines.add("all problems: " + text("%.0f us by default, ", before) + text("%.0f us tuned, ", after)
                    + gain(before, after));
        }
        return lines;
    }

    /** What would be used of a profile here, and what is wrong with it. */
    static List<String> check(Path file, Profile profile, Progress progress) {
        List<Audit.Finding> findings = new ArrayList<>();
        int all = profile.choices().size();
        for (Choice choice : profile.choices()) {
            progress.bar(findings.size(), all, choice.problem());
            findings.add(Audit.of(choice));
        }
        List<Audit.Finding> changing =
                findings.stream().filter(Audit.Finding::changes).toList();
        List<String> lines = new ArrayList<>();
        lines.add(file + ": would be used, " + (all == 1 ? "1 entry" : all + " entries"));
        lines.addAll(table(
                changing.stream().map(Audit.Finding::choice).toList(),
                changing.stream().map(finding -> !finding.otherBits()).toList()));
        int useless = 0;
        int dubious = 0;
        for (Audit.Finding finding : findings) {
            if (!finding.remarks().isEmpty()) {
                useless += finding.useless() ? 1 : 0;
                dubious += finding.useless() ? 0 : 1;
                lines.add((finding.useless() ? "useless: " : "dubious: ")
                        + finding.choice().problem() + ", jobs "
                        + finding.choice().jobs() + ": "
                        + String.join("; ", finding.remarks()));
            }
        }
        profile.cutoffs()
                .forEach(cutoff -> lines.add("with " + cutoff.jobs() + " jobs work under " + cutoff.effort()
                        + " multiply-adds stays on the calling thread, by default under " + ForkJoinScheduler.CUTOFF));
        lines.add(summary(
                changing.size(),
                all,
                changing.stream().filter(Audit.Finding::otherBits).count()));
        lines.add(useless + (useless == 1 ? " entry does" : " entries do") + " nothing though it says so, " + dubious
                + (dubious == 1 ? " is dubious" : " are dubious"));
        return lines;
    }

    private static List<String> table(List<Choice> choices, List<Boolean> same) {
        TextTable table =
                new TextTable(1, "problem", "jobs", "default", "us", "winner", "jobs", "blocks", "us", "gain", "bits");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            table.row(
                    choice.problem(),
                    String.valueOf(choice.jobs()),
                    choice.standard(),
                    text("%.1f", choice.standardMicros()),
                    choice.winner(),
                    String.valueOf(choice.winnerJobs()),
                    choice.blocking().toString(),
                    text("%.1f", choice.winnerMicros()),
                    gain(choice.standardMicros(), choice.winnerMicros()),
                    same.get(i) ? "same" : "other");
        }
        return choices.isEmpty() ? List.of() : table.lines();
    }

    private static String summary(int changed, int all, long bits) {
        return changed + " of " + count(all, "choice") + (changed == 1 || all == 1 ? " differs" : " differ")
                + " from the default; " + bits + " of them " + (bits == 1 ? "sums" : "sum")
                + " in another order and " + (bits == 1 ? "gives" : "give") + " other bits";
    }

    /** A number and what it counts. */
    static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String gain(double before, double after) {
        return text("%.1f %%", 100 * (before - after) / before);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
