package io.github.jconv.bench.tune;

import io.github.jconv.ConvProblem;
import io.github.jconv.Explanation;
import io.github.jconv.GemmProblem;
import io.github.jconv.Planner;
import io.github.jconv.Tunable;
import io.github.jconv.spi.Blocking;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A problem that is tuned, with numbers to run it on. */
interface Subject {

    /** Never optimised, so it is tried only where nothing else says yes; some of them allocate in each run. */
    String REFERENCE = "reference";

    /**
     * The subject of a problem.
     *
     * @param problem of any kind
     * @return the subject
     */
    static Subject of(Tunable problem) {
        return switch (problem) {
            case ConvProblem p -> new ConvSubject(p);
            case GemmProblem p -> new GemmSubject(p);
            default -> new OtherSubject(problem);
        };
    }

    /**
     * What is tuned.
     *
     * @return its tuning key is what the profile calls it
     */
    Tunable problem();

    /**
     * Who says yes to it.
     *
     * @return their names and costs by cost: the first is the planner's choice where no profile decides
     */
    default List<Explanation.Answer> accepting() {
        return Planner.serial().explain(problem()).answers().stream()
                .filter(Explanation.Answer::accepted)
                .sorted(Comparator.comparingDouble(Explanation.Answer::cost)) // stable: the earlier of equals is first
                .toList();
    }

    /**
     * The block sizes that an algorithm takes.
     *
     * @param algorithm its name
     * @return none where it has no blocks
     */
    Set<Blocking.Size> blocks(String algorithm);

    /**
     * From where on a block size makes no difference to this problem: all there is fits one block.
     *
     * @param size which
     * @return the first such value
     */
    int enough(Blocking.Size size);

    /**
     * Makes operands.
     *
     * @return the same numbers each time
     */
    Numbers numbers();
}
