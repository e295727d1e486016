package dev.hangup.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program {@code hangup}. */
@Command(
        name = "hangup",
        mixinStandardHelpOptions = true,
        version = "hangup 0.1.0",
        description = "Who hung up on this connection, why, how sure are we, and what should be changed?",
        subcommands = {ExplainCommand.class, CausesCommand.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  hangup explain capture.pcap            a capture of one side",
            "  hangup explain captures/               every capture below a folder",
            "  tcpdump -U -w - | hangup explain -     a live capture, until it ends",
            "  hangup causes keepalive-race           what is known about a cause"
        })
public final class Main {
    /** Misuse, or nothing could be explained. */
    static final int EXIT_NOTHING = 2;

    private Main() {}

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
