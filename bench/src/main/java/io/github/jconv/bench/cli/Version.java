package io.github.jconv.bench.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "JConv " + (version == null ? "from its source tree" : version),
            "Java " + System.getProperty("java.vm.version")
        };
    }
}
