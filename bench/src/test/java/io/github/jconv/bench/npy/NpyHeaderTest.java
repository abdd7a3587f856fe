package io.github.jconv.bench.npy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers against what numpy 2.4 wrote. */
class NpyHeaderTest {

    private static final int HEADER = 0x76;

    private static String header(DType type, Long... shape) {
        return new NpyHeader(type, ByteOrder.LITTLE_ENDIAN, false, List.of(shape)).format();
    }

    @Test
    void formatsAsNumpyDoes() {
        assertThat(header(DType.FLOAT32, 3L, 4L))
                .hasSize(HEADER)
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }  ")
                .endsWith("  \n");
        assertThat(header(DType.FLOAT64, 7L))
                .hasSize(HEADER)
                .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (7,), }  ");
        assertThat(header(DType.FLOAT64))
                .hasSize(HEADER)
                .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (), }");
    }

    @Test
    void leavesRoomForTheFirstSizeToGrow() {
        // numpy counts 21 digits for that size, so the same sizes the other way round can take 64 bytes more.
        Long[] sizes = new Long[14];
        Arrays.fill(sizes, 1L);
        sizes[13] = 1000L;
        assertThat(header(DType.FLOAT32, sizes)).hasSize(HEADER + 64);
        sizes[13] = 1L;
        sizes[0] = 1000L;
        assertThat(header(DType.FLOAT32, sizes)).hasSize(HEADER);
    }

    @Test
    void readsWhatOthersWrite() {
        NpyHeader header = NpyHeader.parse("{\"shape\":(2,3) , 'descr':'>f8','fortran_order':True}\n");
        assertThat(header).isEqualTo(new NpyHeader(DType.FLOAT64, ByteOrder.BIG_ENDIAN, true, List.of(2L, 3L)));
        assertThat(NpyHeader.parse("{'descr': '<f4', 'fortran_order': False, 'shape': (), }")
                        .shape())
                .isEmpty();
    }
}
