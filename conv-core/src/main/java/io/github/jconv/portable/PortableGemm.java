package io.github.jconv.portable;

import io.github.jconv.GemmProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Idle;
import io.github.jconv.spi.Verdict;

/** Matrix multiplication in the loops of {@link PassFloat}: what runs where the incubator module is absent. */
public final class PortableGemm implements GemmAlgorithm {

    /** Timed with 1024 x 1024 matrices. */
    private static final double FRACTION_OF_PEAK = 0.2;

    private final Idle<PortableGemmFloat> idleFloats = new Idle<>();
    private final Idle<PortableGemmDouble> idleDoubles = new Idle<>();

    /** Called once, by the table. */
    public PortableGemm() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public Verdict judge(GemmProblem p, Machine machine) {
        return Verdict.yes(p.macs() / FRACTION_OF_PEAK);
    }

    @Override
    public void run(
            GemmProblem p,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset) {
        PortableGemmFloat idle = idleFloats.take();
        PortableGemmFloat blocks = idle != null ? idle : new PortableGemmFloat();
        blocks.run(p, alpha, a, aOffset, b, bOffset, beta, c, cOffset);
        idleFloats.give(blocks);
    }

    @Override
    public void run(
            GemmProblem p,
            double alpha,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double beta,
            double[] c,
            int cOffset) {
        PortableGemmDouble idle = idleDoubles.take();
        PortableGemmDouble blocks = idle != null ? idle : new PortableGemmDouble();
        blocks.run(p, alpha, a, aOffset, b, bOffset, beta, c, cOffset);
        idleDoubles.give(blocks);
    }
}
