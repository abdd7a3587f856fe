/** The command line, the demo and the benchmarks. Nothing depends on it. */
@SuppressWarnings("requires-automatic") // JMH is no module
open module io.github.jconv.bench {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.github.jconv.core;
    requires io.github.jconv.parallel;
    requires java.desktop;
    requires java.management;
    requires jdk.management;
    requires static jdk.incubator.vector;
    requires jmh.core;

    uses io.github.jconv.spi.SchedulerProvider;
}
