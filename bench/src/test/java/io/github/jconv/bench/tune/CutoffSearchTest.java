package io.github.jconv.bench.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.tuning.Cutoff;
import org.junit.jupiter.api.Test;

/** What was not found twice is not written down, nor what is the default anyway. */
class CutoffSearchTest {

    @Test
    void aCutoffIsWrittenWhereTwoSearchesAgreeOnAnother() {
        CutoffSearch.Found early = new CutoffSearch.Found(589_824, 294_912);
        assertThat(early.cutoff(2)).isEqualTo(new Cutoff(2, 589_824));
        assertThat(early.text(2)).isEqualTo("2 jobs are faster than one from 589824 multiply-adds on, not at 294912");
        CutoffSearch.Found byDefault = new CutoffSearch.Found(2_359_296, 1_179_648);
        assertThat(byDefault.cutoff(2)).isNull();
        assertThat(byDefault.text(2)).endsWith(": the default cutoff fits");
        for (CutoffSearch.Found unlike : new CutoffSearch.Found[] {
            new CutoffSearch.Found(0, 18_874_368), new CutoffSearch.Found(9_437_184, 294_912)
        }) {
            assertThat(unlike.cutoff(2)).isNull();
            assertThat(unlike.text(2))
                    .isEqualTo("from where on 2 jobs are faster than one was not found twice alike:"
                            + " the default cutoff stays");
        }
    }
}
