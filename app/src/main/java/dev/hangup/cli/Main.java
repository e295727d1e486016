package dev.hangup.cli;

import dev.hangup.Quantity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code hangup}. */
@Command(
        name = "hangup",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Who hung up on this connection, why, how sure are we, and what should be changed?",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  hangup explain capture.pcap            a capture of one side",
            "  hangup explain captures/               every capture below a folder",
            "  tcpdump -U -w - | hangup explain -     a live capture, until it ends",
            "  hangup lint nginx.conf server.js       timeouts in the wrong order, before they hurt",
            "  hangup probe http://localhost:8080/    the idle timeout of an endpoint, measured",
            "  hangup provoke http://localhost:8080/  requests at the very moment at which it closes",
            "  hangup compare before/ after/          whether a change helped, beyond chance",
            "  hangup causes keepalive-race           what is known about a cause"
        })
public final class Main {
    /** Misuse, or nothing could be explained. */
    static final int EXIT_NOTHING = 2;

    private static final List<Class<?>> COMMANDS = List.of(
            ExplainCommand.class,
            LintCommand.class,
            ProbeCommand.class,
            ProvokeCommand.class,
            ForecastCommand.class,
            CompareCommand.class,
            CausesCommand.class,
            LabCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            HelpCommand.class);

    /** These two look at all the others. */
    private static final Set<Class<?>> CURIOUS = Set.of(CompletionCommand.class, HelpCommand.class);

    private Main() {}

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        try {
            ExplainCommand plain = ExplainCommand.ofNames(arguments);
            end(plain == null ? commandLine(wanted(arguments)).execute(arguments) : plain.call());
        } catch (OutOfMemoryError full) {
            System.err.println("hangup: out of memory at a heap of "
                    + Quantity.size(Runtime.getRuntime().maxMemory())
                    + "; give it more: HANGUP_HEAP=600m hangup ...");
            end(EXIT_NOTHING);
        }
    }

    /** However a command ended, nobody need wait for its report any longer. */
    private static void end(int code) {
        Interruption.reported();
        System.exit(code);
    }

    /** The program with all its commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine hangup = new CommandLine(new Main());
        commands.forEach(hangup::addSubcommand);
        return hangup.setCaseInsensitiveEnumValuesAllowed(true).setParameterExceptionHandler(Main::complain);
    }

    /** The command that is named, as to read the options of all takes longer than to explain a small capture; else all. */
    private static List<Class<?>> wanted(String[] arguments) {
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> arguments.length > 0 && arguments[0].equals(nameOf(command)))
                .toList();
        return named.isEmpty() || CURIOUS.containsAll(named) ? COMMANDS : named;
    }

    private static String nameOf(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /** One line that says what is wrong and one that says where help is, rather than all the help at once. */
    private static int complain(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("hangup: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("hangup: see " + command.getCommandSpec().qualifiedName() + " --help");
        return EXIT_NOTHING;
    }
}
