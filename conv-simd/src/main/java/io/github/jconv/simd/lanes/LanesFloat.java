package io.github.jconv.simd.lanes;

import io.github.jconv.machine.ArrayStart;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector of this virtual machine: the only file that names a species. It is static and final because C2 turns only a
 * constant species into instructions, so there is one width a virtual machine; {@code -XX:MaxVectorSize} sets it.
 */
public final class LanesFloat {

    /** The widest species the machine runs. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Elements in one vector. */
    public static final int LANES = SPECIES.length();

    /** As many ints as that has elements. */
    public static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(LANES * Integer.SIZE));

    /** Turns those into these. */
    public static final VectorOperators.Conversion<Integer, Float> OF_INTS =
            VectorOperators.Conversion.ofCast(int.class, float.class);

    /** The index in a large array from which vectors do not straddle cache lines. */
    public static final int FIRST_ALIGNED = ArrayStart.firstAligned(Float.BYTES);

    /** Elements of an array from which it is large. */
    public static final long LEAST_LARGE = ArrayStart.leastLarge() / Float.BYTES;

    /**
     * Whether C2 compiles masked loads and stores of this species. On x86 it does from four lanes on; a mask of two lanes,
     * and one for NEON, is an object, so there tails are scalar.
     */
    public static final boolean MASKS =
            LANES > 2 && !System.getProperty("os.arch").equals("aarch64");

    private LanesFloat() {}

    /**
     * Whether a masked load or store is an instruction even at the far end of an array. One whose whole vector would reach
     * beyond it is checked lane by lane in Java, and the check's own mask can become an object.
     *
     * @param length of the array
     * @param last the largest index at which a vector starts
     * @return whether to use masks
     */
    public static boolean masksAt(int length, int last) {
        return MASKS && last + LANES <= length;
    }
}
