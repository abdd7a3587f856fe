package io.github.jconv.bench.cli;

import io.github.jconv.Layout;
import java.util.List;

/** Which layouts are timed. */
enum Layouts {
    NCHW,
    NHWC,
    BOTH;

    List<Layout> each() {
        return this == BOTH ? List.of(Layout.values()) : List.of(Layout.valueOf(name()));
    }
}
