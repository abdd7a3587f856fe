package io.github.jconv.bench.tune;

import io.github.jconv.Explanation;
import io.github.jconv.spi.Blocking;
import java.util.List;
import java.util.Set;

/** A problem that is tuned, with numbers to run it on. */
interface Subject {

    /**
     * What the profile calls it.
     *
     * @return one line
     */
    String key();

    /**
     * What progress calls it.
     *
     * @return a few words
     */
    String label();

    /**
     * What each algorithm says to it.
     *
     * @return all answers, in the planner's order
     */
    List<Explanation.Answer> answers();

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
