package io.github.jconv.bench.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("structure")
class ModulesTest {

    @Test
    void coreRequiresTheJdkOnlyAndNoIncubator() {
        assertThat(requires(Library.CORE))
                .containsExactlyInAnyOrder("java.base", "java.management", "jdk.jfr", "jdk.management");
    }

    @Test
    void simdKnowsCoreAndTheVectorApiOnly() {
        assertThat(requires(Library.SIMD))
                .containsExactlyInAnyOrder("java.base", "io.github.jconv.core", "jdk.incubator.vector");
    }

    @Test
    void parallelKnowsCoreOnly() {
        assertThat(requires(Library.PARALLEL)).containsExactlyInAnyOrder("java.base", "io.github.jconv.core");
    }

    @Test
    void kernelsAreReachedThroughTheirProviderOnly() {
        assertThat(Library.SIMD.descriptor().exports()).isEmpty();
        assertThat(Library.SIMD.descriptor().opens()).isEmpty();
        assertThat(Library.SIMD.descriptor().provides())
                .extracting(ModuleDescriptor.Provides::service)
                .containsExactly("io.github.jconv.spi.Provider");
    }

    @Test
    void coreFindsBothByTheirServices() {
        assertThat(Library.CORE.descriptor().uses())
                .containsExactlyInAnyOrder("io.github.jconv.spi.Provider", "io.github.jconv.spi.SchedulerProvider");
        assertThat(Library.PARALLEL.descriptor().provides())
                .extracting(ModuleDescriptor.Provides::service)
                .containsExactly("io.github.jconv.spi.SchedulerProvider");
    }

    private static Set<String> requires(Library library) {
        return library.descriptor().requires().stream().map(Requires::name).collect(Collectors.toSet());
    }
}
