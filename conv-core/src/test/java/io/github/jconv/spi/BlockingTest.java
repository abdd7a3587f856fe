package io.github.jconv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jconv.spi.Blocking.Size;
import io.github.jconv.testkit.Blockings;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Block sizes are within their limits, and their text is read back. */
class BlockingTest {

    @Property(tries = 200)
    void whatIsWrittenIsRead(@ForAll String text) {
        Blocking blocking = Blockings.of(text);
        assertThat(Blocking.parse(blocking.toString())).isEqualTo(blocking);
    }

    @Example
    void theTextHasTheSizesThatWereGiven() {
        assertThat(Blocking.DEFAULT).hasToString("default");
        Blocking blocking = Blocking.DEFAULT.with(Size.KC, 512).with(Size.MR, 12);
        assertThat(blocking).hasToString("mr=12 kc=512").isEqualTo(new Blocking(12, 512, 0, 0, 0));
        assertThat(Blocking.parse("tile=56 nc=64 mc=140")).isEqualTo(new Blocking(0, 0, 140, 64, 56));
        assertThat(blocking.with(Size.KC, 0).with(Size.MR, 0)).isEqualTo(Blocking.DEFAULT);
    }

    @Example
    void aKernelTakesItsOwnSizeOrWhatItCan() {
        Blocking blocking = Blocking.DEFAULT.with(Size.MR, 12);
        assertThat(blocking.or(Size.MR, 14, 14)).isEqualTo(12);
        assertThat(blocking.or(Size.MR, 6, 6)).isEqualTo(6);
        assertThat(blocking.or(Size.KC, 768, 1024)).isEqualTo(768);
    }

    @Example
    void aSizeBeyondItsLimitsIsRefusedWithBothNumbers() {
        for (Size size : Size.values()) {
            assertThat(Blocking.DEFAULT.with(size, size.least()).get(size)).isEqualTo(size.least());
            assertThat(Blocking.DEFAULT.with(size, size.most()).get(size)).isEqualTo(size.most());
            for (int value : new int[] {size.least() - 1, size.most() + 1, -1}) {
                if (value != 0) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> Blocking.DEFAULT.with(size, value))
                            .withMessage("blocking has " + size + " = " + value + " but needs " + size.least() + " to "
                                    + size.most() + ", or 0 for the kernel's own");
                }
            }
        }
    }

    @Example
    void nothingAtAllIsRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blocking.parse(null))
                .withMessage("blocking is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blocking.DEFAULT.with(null, 4))
                .withMessage("block size is null");
    }

    @Example
    void whatIsNoTextOfSizesIsRefused() {
        for (String text : List.of(
                "",
                " ",
                "mr",
                "mr=",
                "mr=0",
                "mr=012",
                "mr=-4",
                "mr=4 ",
                "mr=4  kc=16",
                "mr=4 mr=5",
                "mr=4=5",
                "MR=4",
                "nr=32",
                "kc=99999999999",
                "default kc=16")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Blocking.parse(text))
                    .withMessage("blocking is neither 'default' nor of the form mr=N kc=N mc=N nc=N tile=N");
        }
    }
}
