package io.github.jconv.bench.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The width of a vector is settled in one place: a species anywhere else would be a second opinion, or a slow one. */
@Tag("structure")
class SpeciesTest {

    @Test
    void lanesAloneNamesSpecies() throws IOException {
        Set<String> naming = new TreeSet<>();
        try (ModuleReader reader = Library.SIMD.module().open()) {
            List<String> classes =
                    reader.list().filter(name -> name.endsWith(".class")).toList();
            for (String name : classes) {
                ByteBuffer bytes = reader.read(name).orElseThrow();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                reader.release(bytes);
                if (namesSpecies(ClassFile.of().parse(copy))) {
                    naming.add(name);
                }
            }
        }
        assertThat(naming)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name).startsWith("io/github/jconv/simd/lanes/Lanes"));
    }

    private static boolean namesSpecies(ClassModel type) {
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof FieldRefEntry field
                    && field.owner().asInternalName().startsWith("jdk/incubator/vector/")
                    && field.name().stringValue().startsWith("SPECIES_")) {
                return true;
            }
        }
        return false;
    }
}
