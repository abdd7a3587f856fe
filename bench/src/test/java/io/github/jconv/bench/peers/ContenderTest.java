package io.github.jconv.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who multiplies matrices, pools and filters. */
class ContenderTest {

    @Test
    void withoutPeersNobodyButJconvMultiplies() {
        assertThat(Contender.gemm(false)).extracting(Contender::name).containsExactly("jconv", "jconv again");
        assertThat(Contender.gemm(true)).extracting(Contender::name).contains("jconv", "onednn packed", "openblas");
        Contender ours = Contender.gemm(false).getFirst();
        assertThat(ours.planned()).isTrue();
        assertThat(Contender.gemm(false).getLast().repeats(ours)).isTrue();
        assertThat(Contender.gemm(false).getLast().planned()).isFalse();
        assertThat(Contender.gemm(false).getLast().rivals(ours)).isFalse();
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
