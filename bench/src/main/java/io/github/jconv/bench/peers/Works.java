package io.github.jconv.bench.peers;

import io.github.jconv.Pool2d;
import io.github.jconv.Shape;
import java.util.List;
import java.util.stream.Stream;

/** The work that waits for memory and is timed by its workload's name. */
public final class Works {

    /** The poolings that are timed, by name. */
    public static final List<Work.Pool> POOLINGS = List.of(
            new Work.Pool("max 2x2 s2 64@112", Pool2d.max(2), Shape.nchw(1, 64, 112, 112)),
            new Work.Pool("max 3x3 s2 p1 64@112", Pool2d.max(3).stride(2).padding(1), Shape.nchw(1, 64, 112, 112)),
            new Work.Pool("average 3x3 p1 64@56", Pool2d.average(3).stride(1).padding(1), Shape.nchw(1, 64, 56, 56)),
            new Work.Pool(
                    "average 3x3 s2 p1 64@112", Pool2d.average(3).stride(2).padding(1), Shape.nchw(1, 64, 112, 112)),
            new Work.Pool("global average 2048@7", Pool2d.globalAverage(), Shape.nchw(1, 2048, 7, 7)),
            new Work.Pool("l2 3x3 s2 64@112", Pool2d.lp(2, 3).stride(2), Shape.nchw(1, 64, 112, 112)));

    /** The filters that are timed. */
    public static final List<Work.Plane> PLANES = Stream.of(1024, 4096)
            .flatMap(size -> Stream.of(3, 5, 7, 9, 11, 13, 15).map(k -> new Work.Plane(size, k)))
            .toList();

    private Works() {}
}
