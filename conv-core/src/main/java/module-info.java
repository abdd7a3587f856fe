/** Problems, shapes, plans, the scalar reference and the interfaces that kernels and schedulers implement. */
module io.github.jconv.core {
    requires java.management;
    requires jdk.jfr;
    requires jdk.management;

    exports io.github.jconv;
    exports io.github.jconv.machine;
    exports io.github.jconv.numerics;
    exports io.github.jconv.reference;
    exports io.github.jconv.spi;
    exports io.github.jconv.tuning;

    uses io.github.jconv.spi.Provider;
    uses io.github.jconv.spi.SchedulerProvider;
}
