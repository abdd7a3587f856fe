/** Runs a plan's tiles, or a function over a list, on several threads. */
module io.github.jconv.parallel {
    requires transitive io.github.jconv.core;

    exports io.github.jconv.parallel;

    provides io.github.jconv.spi.SchedulerProvider with
            io.github.jconv.parallel.ForkJoinProvider;
}
