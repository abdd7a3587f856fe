package io.github.jconv.simd.gemm;

import io.github.jconv.DType;
import io.github.jconv.GemmProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.lanes.LanesDouble;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackDouble;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Idle;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.Set;

/** The packed, register-tiled matrix multiplication. */
public final class PackedGemm implements GemmAlgorithm {

    private static final double FRACTION_OF_PEAK = 0.85;

    /** Workspaces between calls; each grows to the largest call it served, a few MiB at most. */
    private final Idle<float[]> idleFloats = new Idle<>();

    private final Idle<double[]> idleDoubles = new Idle<>();

    private final Blocking blocking;

    /** Made by the first run, for nothing here may load a vector class before {@link #judge} said yes; any one will do. */
    private GemmFloat floats;

    private GemmDouble doubles;

    /** Called by the provider. */
    public PackedGemm() {
        this(Blocking.DEFAULT);
    }

    private PackedGemm(Blocking blocking) {
        this.blocking = blocking;
    }

    private GemmFloat floats() {
        GemmFloat made = floats;
        if (made == null) {
            made = new GemmFloat(blocking);
            floats = made;
        }
        return made;
    }

    private GemmDouble doubles() {
        GemmDouble made = doubles;
        if (made == null) {
            made = new GemmDouble(blocking);
            doubles = made;
        }
        return made;
    }

    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.MR, Blocking.Size.KC, Blocking.Size.MC, Blocking.Size.NC);
    }

    @Override
    public GemmAlgorithm with(Blocking blocking) {
        return new PackedGemm(blocking);
    }

    @Override
    public String detail(GemmProblem p) {
        return p.type() == DType.FLOAT32 ? floats().detail(p) : doubles().detail(p);
    }

    @Override
    public String name() {
        return "packed";
    }

    @Override
    public Verdict judge(GemmProblem p, Machine machine) {
        return machine.vectors().usable()
                ? Verdict.yes(p.macs() / FRACTION_OF_PEAK)
                : Verdict.no(machine.vectors().refusal());
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
        int start = LanesFloat.FIRST_ALIGNED;
        int needed = start + floats().workspaceElements(p);
        float[] idle = idleFloats.take();
        float[] workspace = idle != null && idle.length >= needed ? idle : new float[needed];
        floats().run(p, alpha, a, aOffset, b, bOffset, false, beta, c, cOffset, workspace, start);
        idleFloats.give(workspace);
    }

    @Override
    public Object pack(GemmProblem p, float[] b, int bOffset) {
        int start = LanesFloat.FIRST_ALIGNED;
        float[] packed = new float[Math.addExact(start, PackFloat.panelElements(p.k(), p.n()))];
        floats().pack(p, b, bOffset, packed, start);
        return packed;
    }

    @Override
    public void runPacked(
            GemmProblem p, float alpha, float[] a, int aOffset, Object packedB, float beta, float[] c, int cOffset) {
        int start = LanesFloat.FIRST_ALIGNED;
        int needed = start + floats().workspaceElements(p);
        float[] idle = idleFloats.take();
        float[] workspace = idle != null && idle.length >= needed ? idle : new float[needed];
        floats().run(p, alpha, a, aOffset, (float[]) packedB, start, true, beta, c, cOffset, workspace, start);
        idleFloats.give(workspace);
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
        int start = LanesDouble.FIRST_ALIGNED;
        int needed = start + doubles().workspaceElements(p);
        double[] idle = idleDoubles.take();
        double[] workspace = idle != null && idle.length >= needed ? idle : new double[needed];
        doubles().run(p, alpha, a, aOffset, b, bOffset, false, beta, c, cOffset, workspace, start);
        idleDoubles.give(workspace);
    }

    @Override
    public Object pack(GemmProblem p, double[] b, int bOffset) {
        int start = LanesDouble.FIRST_ALIGNED;
        double[] packed = new double[Math.addExact(start, PackDouble.panelElements(p.k(), p.n()))];
        doubles().pack(p, b, bOffset, packed, start);
        return packed;
    }

    @Override
    public void runPacked(
            GemmProblem p,
            double alpha,
            double[] a,
            int aOffset,
            Object packedB,
            double beta,
            double[] c,
            int cOffset) {
        int start = LanesDouble.FIRST_ALIGNED;
        int needed = start + doubles().workspaceElements(p);
        double[] idle = idleDoubles.take();
        double[] workspace = idle != null && idle.length >= needed ? idle : new double[needed];
        doubles().run(p, alpha, a, aOffset, (double[]) packedB, start, true, beta, c, cOffset, workspace, start);
        idleDoubles.give(workspace);
    }
}
