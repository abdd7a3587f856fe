package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.reference.ReferencePlaneFloat;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.Golden;
import io.github.jconv.testkit.PlaneContractFloat;
import io.github.jconv.testkit.TensorsFloat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Planes against their own reference, which knows no convolution layer, and against scipy's definitions. */
class PlanesFloatTest {

    @Provide
    Arbitrary<Padding> paddings() {
        return Arbitraries.of(
                Padding.same(), Padding.sameLower(), Padding.full(), Padding.of(6), Padding.of(9, 6, 7, 8));
    }

    @Property(tries = 150)
    void correlateAndConvolve(
            @ForAll @IntRange(max = 3) int count,
            @ForAll @IntRange(min = 1, max = 20) int h,
            @ForAll @IntRange(min = 1, max = 35) int w,
            @ForAll @IntRange(min = 1, max = 7) int kh,
            @ForAll @IntRange(min = 1, max = 7) int kw,
            @ForAll @IntRange(min = 1, max = 3) int strideH,
            @ForAll @IntRange(min = 1, max = 3) int strideW,
            @ForAll("paddings") Padding padding,
            @ForAll long seed) {
        Window window = padding.resolve(Window.of(kh, kw).withStride(strideH, strideW), h, w);
        float[] imgs = TensorsFloat.integers(count * h * w, seed);
        float[] kernel = TensorsFloat.integers(kh * kw, seed + 1);
        Shape out = Shape.nchw(count, 1, window.outH(h), window.outW(w));
        float[] expected = new float[out.elements()];
        ReferencePlaneFloat.correlate(window, count, h, w, imgs, kernel, expected);
        float[] correlated = Planes.correlate(imgs, count, h, w, kernel, kh, kw, padding, strideH, strideW);
        CompareFloat.exact(window, out, expected, correlated);
        ReferencePlaneFloat.convolve(window, count, h, w, imgs, kernel, expected);
        float[] convolved = Planes.convolve(imgs, count, h, w, kernel, kh, kw, padding, strideH, strideW);
        CompareFloat.exact(window, out, expected, convolved);
        if (count == 1) {
            assertThat(Planes.correlate(imgs, h, w, kernel, kh, kw, padding, strideH, strideW))
                    .isEqualTo(correlated);
            assertThat(Planes.convolve(imgs, h, w, kernel, kh, kw, padding, strideH, strideW))
                    .isEqualTo(convolved);
        }
    }

    /** scipy's definition of convolution: full[i] = sum img[i - a] kernel[a]; 'same' is the middle of it. */
    @Property(tries = 100)
    void scipyModes(
            @ForAll @IntRange(min = 1, max = 9) int h,
            @ForAll @IntRange(min = 1, max = 9) int w,
            @ForAll @IntRange(min = 1, max = 6) int kh,
            @ForAll @IntRange(min = 1, max = 6) int kw,
            @ForAll long seed) {
        float[] img = TensorsFloat.integers(h * w, seed);
        float[] kernel = TensorsFloat.integers(kh * kw, seed + 1);
        int fullW = w + kw - 1;
        float[] full = new float[(h + kh - 1) * fullW];
        for (int i = 0; i < h * w; i++) {
            for (int a = 0; a < kh * kw; a++) {
                full[(i / w + a / kw) * fullW + i % w + a % kw] += img[i] * kernel[a];
            }
        }
        assertThat(Planes.convolve(img, h, w, kernel, kh, kw, Padding.full())).isEqualTo(full);
        float[] same = Planes.convolve(img, h, w, kernel, kh, kw, Padding.sameLower());
        assertThat(same).hasSize(h * w);
        for (int i = 0; i < h * w; i++) {
            assertThat(same[i]).isEqualTo(full[(i / w + (kh - 1) / 2) * fullW + i % w + (kw - 1) / 2]);
        }
    }

    /** The 28x28 plane of the worked examples, 5x5 and stride 2, which every algorithm for planes sees in its contract. */
    @Test
    void workedPlane() {
        JsonNode example = Golden.workedExamples().get("plane_stride2");
        float[] x = TensorsFloat.of(example.get("x"));
        float[] k = TensorsFloat.of(example.get("k"));
        Shape out = Shape.nchw(1, 1, 14, 14);
        float[] turned = k.clone();
        for (int i = 0; i < k.length; i++) {
            turned[i] = k[k.length - 1 - i];
        }
        CompareFloat.within(
                "correlate",
                out,
                TensorsFloat.of(example.get("correlate")),
                PlaneContractFloat.workedPlaneAllowed(x, k),
                Planes.correlate(x, 28, 28, k, 5, 5, Padding.of(2), 2, 2));
        CompareFloat.within(
                "convolve",
                out,
                TensorsFloat.of(example.get("convolve")),
                PlaneContractFloat.workedPlaneAllowed(x, turned),
                Planes.convolve(x, 28, 28, k, 5, 5, Padding.of(2), 2, 2));
    }

    /** The batch of the worked examples, through this face. */
    @Test
    void sixPlanesOneFilter() {
        JsonNode example = Golden.workedExamples().get("batch_single_filter");
        float[] x = new float[6 * 5 * 4];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        float[] filter = {0, 1, 2, 3, 4, 5};
        float[] y = TensorsFloat.of(example.get("y"));
        assertThat(Planes.correlate(x, 6, 5, 4, filter, 3, 2, Padding.valid(), 1, 1))
                .isEqualTo(y);
    }
}
