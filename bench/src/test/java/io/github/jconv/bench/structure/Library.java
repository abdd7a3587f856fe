package io.github.jconv.bench.structure;

import io.github.jconv.Shape;
import io.github.jconv.parallel.Parallel;
import io.github.jconv.simd.SimdProvider;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The three published modules as they were built: jars after packaging, folders of classes before. */
enum Library {
    CORE("io.github.jconv.core", Shape.class),
    SIMD("io.github.jconv.simd", SimdProvider.class),
    PARALLEL("io.github.jconv.parallel", Parallel.class);

    private final String moduleName;
    private final Path path;

    Library(String moduleName, Class<?> member) {
        this.moduleName = moduleName;
        try {
            this.path = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Path path() {
        return path;
    }

    ModuleReference module() {
        return ModuleFinder.of(path).find(moduleName).orElseThrow();
    }

    ModuleDescriptor descriptor() {
        return module().descriptor();
    }

    /** A module path or class path of all that is given. */
    static String paths(Library... libraries) {
        return Arrays.stream(libraries)
                .map(library -> library.path().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
