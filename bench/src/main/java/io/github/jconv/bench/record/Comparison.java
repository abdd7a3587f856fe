package io.github.jconv.bench.record;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Html;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An old state of the source against a new one. Several records of one state count as one with all their samples, so that
 * what differs between runs widens the intervals.
 */
public final class Comparison {

    /**
     * One thing that both states measured.
     *
     * @param what network, layer or benchmark, and the contender
     * @param network whether it is a network's total
     * @param own whether it is JConv's
     * @param jobs threads
     * @param before the old time in microseconds
     * @param after the new one
     * @param change from the one to the other
     */
    public record Line(
            String what, boolean network, boolean own, int jobs, Interval before, Interval after, Change change) {}

    private final Results before;
    private final Results after;
    private final double noise;
    private final List<Line> lines = new ArrayList<>();
    private int missing;

    /**
     * Compares.
     *
     * @param before records of the old state
     * @param after records of the new state
     * @param anyMachine whether the two may be of different machines
     * @throws BadInput if the machines differ, or nothing was measured by both
     */
    public Comparison(List<Results> before, List<Results> after, boolean anyMachine) {
        this.before = before.getLast();
        this.after = after.getLast();
        this.noise = Stream.concat(before.stream(), after.stream())
                .mapToDouble(Results::noiseFloor)
                .max()
                .orElseThrow();
        String machine = this.before.run().machine();
        Stream.concat(before.stream(), after.stream())
                .map(results -> results.run().machine())
                .filter(other -> !anyMachine && !other.equals(machine))
                .findFirst()
                .ifPresent(other -> {
                    throw new BadInput("one record is of " + machine + " but another of " + other
                            + "; --any-machine compares them all the same");
                });
        compare(pooled(before), pooled(after));
        if (lines.isEmpty()) {
            throw new BadInput("the two have no measurement in common");
        }
    }

    private static Map<String, Measure> pooled(List<Results> records) {
        Map<String, Measure> pool = new LinkedHashMap<>();
        for (Results results : records) {
            results.measures().forEach(measure -> pool.merge(measure.key(), measure, Comparison::together));
        }
        return pool;
    }

    private static Measure together(Measure a, Measure b) {
        double[] all = Stream.of(a.micros(), b.micros())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        return new Measure(
                a.suite(),
                a.work(),
                a.layer(),
                a.type(),
                a.n(),
                a.flops(),
                a.who(),
                a.own(),
                a.jobs(),
                a.detail(),
                a.alone(),
                all);
    }

    private void compare(Map<String, Measure> old, Map<String, Measure> young) {
        old.forEach((key, measure) -> missing += measure.own() && !young.containsKey(key) ? 1 : 0);
        Map<String, Measure> common = new LinkedHashMap<>(old);
        common.keySet().retainAll(young.keySet());
        Map<String, Total> newTotals = new LinkedHashMap<>();
        Total.of(common.keySet().stream().map(young::get).toList()).forEach(total -> newTotals.put(total.key(), total));
        for (Total total : Total.of(List.copyOf(common.values()))) {
            Total now = newTotals.get(total.key());
            if (!total.who().equals(Total.BEST_PEER) && total.layers() > 1) {
                add(name(total), true, total.own(), total.jobs(), total.time(), now.time());
            }
        }
        common.forEach((key, measure) -> add(
                name(measure),
                false,
                measure.own(),
                measure.jobs(),
                measure.interval(),
                young.get(key).interval()));
    }

    private void add(String what, boolean network, boolean own, int jobs, Interval old, Interval young) {
        lines.add(new Line(what, network, own, jobs, old, young, Change.of(old, young, noise)));
    }

    private static String name(Total total) {
        return total.work() + ": " + total.who();
    }

    private static String name(Measure measure) {
        return measure.work() + (measure.layer() == null ? "" : " (" + measure.layer() + ")") + ": " + measure.who();
    }

    /**
     * Everything that both measured.
     *
     * @return totals first
     */
    public List<Line> lines() {
        return lines;
    }

    /**
     * What of JConv takes longer than is allowed, noise left aside.
     *
     * @param limit the part that a time may grow by
     * @return those lines, the worst first
     */
    public List<Line> worse(double limit) {
        return lines.stream()
                .filter(line ->
                        line.own && line.change.verdict() == Change.Verdict.SLOWER && line.change.middle() > limit)
                .sorted(Comparator.comparingDouble(line -> -line.change.middle()))
                .toList();
    }

    /**
     * A summary for people, in Markdown.
     *
     * @param limit the part that a time may grow by; NaN where nothing is forbidden
     * @param all whether lines without a verdict are shown as well
     * @return its lines
     */
    public List<String> markdown(double limit, boolean all) {
        List<String> text = new ArrayList<>();
        text.add("### JConv " + before.run().shortCommit() + " → " + after.run().shortCommit());
        List<Line> own = lines.stream().filter(Line::own).toList();
        if (!Double.isNaN(limit)) {
            int worse = worse(limit).size();
            text.add("");
            text.add((worse == 0 ? "**Passed**: none" : "**Failed**: " + worse) + " of " + own.size()
                    + " times grew by more than " + percent(limit).substring(1) + " for certain.");
        }
        text.add("");
        text.add(count(own, Change.Verdict.FASTER) + " faster, " + count(own, Change.Verdict.SLOWER) + " slower, "
                + count(own, Change.Verdict.SAME) + " within the noise of "
                + percent(noise).substring(1) + " ("
                + (Double.isNaN(before.noise()) || Double.isNaN(after.noise()) ? "assumed" : "A/A") + "); "
                + after.run().machine() + "." + others());
        String differs = differs();
        if (!differs.isEmpty()) {
            text.add("");
            text.add("**The runs differ in " + differs + ".**");
        }
        text.add("");
        text.add("| | jobs | before, us | after, us | change | 95 % interval | |");
        text.add("|---|---:|---:|---:|---:|---:|---|");
        Stream<Line> shown = Stream.concat(
                own.stream().filter(Line::network),
                own.stream()
                        .filter(line -> !line.network && (all || line.change.verdict() != Change.Verdict.SAME))
                        .sorted(Comparator.comparingDouble(line -> -Math.abs(Math.log1p(line.change.middle())))));
        shown.map(Comparison::row).forEach(text::add);
        return text;
    }

    private static long count(List<Line> own, Change.Verdict verdict) {
        return own.stream().filter(line -> line.change.verdict() == verdict).count();
    }

    /** Libraries that did not change show whether the machine did. */
    private String others() {
        double[] logs = lines.stream()
                .filter(line -> !line.own && !line.network)
                .mapToDouble(line -> Math.log1p(line.change.middle()))
                .toArray();
        String gone = missing == 0 ? "" : " " + missing + " of the old times have no new one.";
        return logs.length == 0
                ? gone
                : " The other libraries, which show what the machine did meanwhile: "
                        + percent(Math.expm1(Timing.median(logs))) + " (median)." + gone;
    }

    private String differs() {
        List<String> what = new ArrayList<>();
        RunRecord a = before.run();
        RunRecord b = after.run();
        if (!a.jdk().equals(b.jdk())) {
            what.add("the JDK (" + a.jdk() + ", " + b.jdk() + ")");
        }
        if (!a.flags().equals(b.flags())) {
            what.add("flags (" + String.join(" ", a.flags()) + ", " + String.join(" ", b.flags()) + ")");
        }
        if (!a.machine().equals(b.machine())) {
            what.add("the machine (" + a.machine() + ", " + b.machine() + ")");
        }
        return String.join(" and ", what);
    }

    private static String row(Line line) {
        Change change = line.change;
        String verdict = change.verdict() == Change.Verdict.SAME
                ? "same"
                : "**" + change.verdict().name().toLowerCase(Locale.ROOT) + "**";
        return "| " + Html.escape(line.what).replace("|", "\\|") + " | " + line.jobs + " | "
                + number(line.before.median()) + " | "
                + number(line.after.median()) + " | " + percent(change.middle()) + " | " + percent(change.low())
                + " to " + percent(change.high()) + " | " + verdict + " |";
    }

    private static String number(double micros) {
        return String.format(Locale.ROOT, micros < 100 ? "%.2f" : micros < 1000 ? "%.1f" : "%.0f", micros);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * part);
    }
}
