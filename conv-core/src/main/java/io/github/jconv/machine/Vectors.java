package io.github.jconv.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Function;

/**
 * Whether the Vector API is compiled to vector instructions in this virtual machine, and how wide. Without that its
 * operations are ordinary calls that box every vector, thousands of times slower than a scalar loop, while
 * {@code SPECIES_PREFERRED} goes on naming the widest species; so the machine's own flags are asked instead.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param bits the width of a vector register, 0 where vectors must not be used
 * @param refusal what is missing and what to do about it, one sentence; empty where vectors can be used
 */
public record Vectors(int bits, String refusal) {

    /** Switches the vector kernels off: {@code -Djconv.vectors=off}. */
    static final String PROPERTY = "jconv.vectors";

    /**
     * Whether vector kernels can run.
     *
     * @return true if there is no refusal
     */
    public boolean usable() {
        return refusal.isEmpty();
    }

    /** The ladder: the first rung that fails names the cause. */
    static Vectors probe() {
        if ("off".equals(System.getProperty(PROPERTY))) {
            return no("vector kernels are switched off by -D" + PROPERTY + "=off; leave it out");
        }
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return no("the module jdk.incubator.vector is not resolved;"
                    + " start java with --add-modules jdk.incubator.vector");
        }
        HotSpotDiagnosticMXBean hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (hotspot == null) {
            return no("this virtual machine is not HotSpot; run on a JDK with HotSpot's C2 compiler");
        }
        return judge(flag -> value(hotspot, flag), System.getProperty("java.vm.info", ""));
    }

    /** The rungs that depend on the virtual machine's flags; an unknown flag reads as the empty text. */
    static Vectors judge(Function<String, String> flags, String vmInfo) {
        if (vmInfo.contains("interpreted mode") || flags.apply("UseCompiler").equals("false")) {
            return no("the virtual machine only interprets; leave out -Xint");
        }
        String lastTier = flags.apply("TieredStopAtLevel");
        if (!lastTier.isEmpty() && !lastTier.equals("4")) {
            return no("the C2 compiler is off (TieredStopAtLevel=" + lastTier + "); leave out that flag");
        }
        if (flags.apply("CompilationMode").matches("quick-only|high-only-quick-internal")) {
            return no("the C2 compiler is off (CompilationMode=" + flags.apply("CompilationMode")
                    + "); leave out that flag");
        }
        if (flags.apply("UseJVMCICompiler").equals("true")) {
            return no("another compiler stands in for C2; leave out -XX:+UseJVMCICompiler");
        }
        if (flags.apply("EnableVectorSupport").equals("false")) {
            return no("the virtual machine's vector support is off; leave out -XX:-EnableVectorSupport");
        }
        if (flags.apply("UseFMA").equals("false")) {
            return no("fused multiply-add is off or absent (UseFMA=false); leave out -XX:-UseFMA and -XX:UseAVX=0,"
                    + " or use a processor that has it");
        }
        String bytes = flags.apply("MaxVectorSize");
        int bits = bytes.isEmpty() ? 0 : Integer.parseInt(bytes) * Byte.SIZE;
        if (bits < 128) {
            return no("vectors are " + bits + " bits wide but at least 128 are needed; leave out -XX:MaxVectorSize");
        }
        return new Vectors(bits, "");
    }

    private static Vectors no(String refusal) {
        return new Vectors(0, refusal);
    }

    static String value(HotSpotDiagnosticMXBean hotspot, String flag) {
        try {
            return hotspot.getVMOption(flag).getValue();
        } catch (IllegalArgumentException unknownHere) {
            return "";
        }
    }
}
