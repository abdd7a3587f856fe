package io.github.jconv.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who multiplies matrices. */
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
}
