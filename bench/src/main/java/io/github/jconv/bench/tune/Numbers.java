package io.github.jconv.bench.tune;

/** The operands of a subject, made when it is timed and forgotten afterwards. */
interface Numbers {

    /** Plans a variant. */
    Planned plan(Variant variant);

    /**
     * Compares an output with the scalar reference.
     *
     * @param output what a run wrote
     * @return the largest difference as a fraction of what the bound allows
     */
    double worst(Object output);
}
