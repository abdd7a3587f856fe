package io.github.jconv.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingDouble;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesDouble;
import io.github.jconv.simd.lanes.LanesFloat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The run for a width really has that width, or the machine's where that is less, and blocks that fit it. */
@Tag("vector")
class WidthTest {

    @Test
    void speciesFollowTheVirtualMachinesWidth() {
        int bits = Machine.current().vectors().bits();
        assertThat(bits).isBetween(128, Integer.getInteger("conv.test.width"));
        assertThat(LanesFloat.SPECIES.vectorBitSize()).isEqualTo(bits);
        assertThat(LanesDouble.SPECIES.vectorBitSize()).isEqualTo(bits);
    }

    @Test
    void blocksAreWholePanels() {
        assertThat(BlockingFloat.NR).isEqualTo(2 * LanesFloat.LANES);
        assertThat(BlockingFloat.MC % BlockingFloat.MR).isZero();
        assertThat(BlockingFloat.NC % BlockingFloat.NR).isZero();
        assertThat(BlockingDouble.NR).isEqualTo(2 * LanesDouble.LANES);
        assertThat(BlockingDouble.MC % BlockingDouble.MR).isZero();
        assertThat(BlockingDouble.NC % BlockingDouble.NR).isZero();
    }
}
