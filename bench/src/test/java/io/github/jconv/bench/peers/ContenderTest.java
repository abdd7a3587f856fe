package io.github.jconv.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who multiplies matrices, pools and filters. */
class ContenderTest {

    @Test
    void withoutPeersNobodyButJconvMultiplies() {
        Work.Gemm single = new Work.Gemm(DType.FLOAT32, 10);
        List<Contender> own = Contender.gemm(single, false);
        assertThat(own).extracting(Contender::name).containsExactly("jconv", "jconv packed", "jconv again");
        assertThat(own).extracting(Contender::planned).containsExactly(true, true, false);
        assertThat(own).extracting(one -> one.repeats(own.getFirst())).containsExactly(false, false, true);
        assertThat(own).noneMatch(one -> own.stream().anyMatch(one::rivals));
        assertThat(Contender.gemm(single, true))
                .extracting(Contender::name)
                .contains("jconv", "onednn packed", "openblas");
        assertThat(Contender.gemm(new Work.Gemm(DType.FLOAT64, 10), true))
                .extracting(Contender::name)
                .contains("jconv packed", "openblas", "netlib")
                .noneMatch(name -> name.startsWith("onednn"));
    }

    @Test
    void whoHasPackedBeforehandIsNoMatchForWhoHasNot() {
        Contender packed = Contender.gemm(new Work.Gemm(DType.FLOAT32, 10), true).stream()
                .filter(one -> one.name().equals("onednn packed"))
                .findFirst()
                .orElseThrow();
        assertThat(packed.matches("jconv packed")).isTrue();
        assertThat(packed.matches("jconv")).isFalse();
        assertThat(Contender.planes(true).getLast().matches("jconv")).isTrue();
    }

    @Test
    void poolingsAndPlanesHavePeersOfTheirOwn() {
        List<Layout> nhwc = List.of(Layout.NHWC);
        assertThat(Contender.pooling(nhwc, false))
                .extracting(Contender::name)
                .containsExactly("jconv nhwc", "jconv again");
        assertThat(Contender.pooling(nhwc, true))
                .extracting(Contender::name)
                .contains("pytorch nhwc")
                .doesNotContain("pytorch nchw");
        assertThat(Contender.planes(false)).extracting(Contender::name).containsExactly("jconv", "jconv again");
        assertThat(Contender.planes(true)).extracting(Contender::name).endsWith("opencv");
        Contender planes = Contender.planes(true).getFirst();
        assertThat(planes.planned()).isTrue();
        assertThat(Contender.planes(true).get(1).repeats(planes)).isTrue();
    }
}
