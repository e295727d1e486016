package dev.hangup.cli;

import dev.hangup.diagnosis.Causes;
import picocli.CommandLine.IVersionProvider;

/** What a report of a defect should say about the program. */
final class Version implements IVersionProvider {
    private static final String NOT_PACKAGED = "(not packaged)";

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "hangup " + (version == null ? NOT_PACKAGED : version) + ", "
                    + Causes.all().size() + " causes",
            "Java " + Runtime.version() + ", " + System.getProperty("java.vendor") + ", "
                    + System.getProperty("java.home"),
            System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")
                    + ", " + Runtime.getRuntime().availableProcessors() + " processors"
        };
    }
}
