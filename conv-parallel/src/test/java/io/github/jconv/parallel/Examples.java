package io.github.jconv.parallel;

import io.github.jconv.Padding;
import io.github.jconv.Planes;
import io.github.jconv.Planner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/** The examples that the public documentation shows, compiled here and run by {@link ExamplesTest}. */
final class Examples {
    private Examples() {}

    static List<float[]> map(List<float[]> images, int h, int w, float[] sobel) {
        // @start region="map"
        List<float[]> edges =
                Parallel.jobs(-1).map(images, image -> Planes.correlate(image, h, w, sobel, 3, 3, Padding.same()));
        // @end
        return edges;
    }

    static List<Integer> stream(Stream<Path> photos) {
        List<Integer> sizes = new ArrayList<>();
        // @start region="stream"
        // A folder of any size: at most 16 photos are in memory, sizes come in the order of the photos.
        Parallel.jobs(-1)
                .inFlight(16)
                .itemTimeout(Duration.ofSeconds(30))
                .mapTo(photos, Examples::read, photo -> sizes.add(photo.length));
        // @end
        return sizes;
    }

    private static byte[] read(Path photo) {
        try {
            return Files.readAllBytes(photo);
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    static Planner scheduler(ForkJoinPool pool) {
        // @start region="scheduler"
        ForkJoinScheduler scheduler = new ForkJoinScheduler(pool, 4).spin(Duration.of(50, ChronoUnit.MICROS));
        Planner planner =
                Planner.builder().scheduler(scheduler).build(); // its plans run on the pool, 4 threads at most
        // @end
        return planner;
    }
}
