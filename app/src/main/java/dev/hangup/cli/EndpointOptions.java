package dev.hangup.cli;

import dev.hangup.probe.Brake;
import dev.hangup.probe.Forecast;
import dev.hangup.probe.Target;
import dev.hangup.probe.Terms;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command takes that asks an endpoint: which, how, with whose leave, and how much at most. */
final class EndpointOptions {
    /** As long as anything may take. */
    private static final int LONGEST_SECONDS = 7200;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "URL|HOST:PORT", description = "The endpoint. HOST:PORT is plain HTTP, but for port 443.")
    @SuppressWarnings("NullAway.Init")
    private String where;

    @Option(names = "--method", paramLabel = "METHOD", description = "The method of every request (${DEFAULT-VALUE}).")
    private String method = "HEAD";

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long a connection or an answer may take (${DEFAULT-VALUE}).")
    private int patienceSeconds = 5;

    @Option(
            names = "--max-time",
            paramLabel = "SECONDS",
            description = "The cap on wall time: then it ends with what is known (${DEFAULT-VALUE}).")
    private int capSeconds = 600;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "The most connections at a time (${DEFAULT-VALUE}).")
    private int atOnce;

    @Option(names = "--rate", paramLabel = "N", description = "The most new connections a second (${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(names = "--dry-run", description = "Say how many connections and requests there would be, and make none.")
    private boolean dryRun;

    @Option(
            names = "--i-am-authorized",
            description = "You may measure this endpoint. Needed unless its addresses are loopback, private or"
                    + " link-local.")
    private boolean authorized;

    private final int most;

    /** With these defaults for the most connections at a time, and the most new ones a second; neither may exceed {@code most}. */
    EndpointOptions(int atOnce, int perSecond, int most) {
        this.atOnce = atOnce;
        this.perSecond = perSecond;
        this.most = most;
    }

    /**
     * What was asked for.
     *
     * @throws ParameterException when that cannot be
     */
    Terms terms() {
        if (!method.matches("[A-Z]{1,20}")) {
            throw wrong("--method: no method of HTTP is named " + method);
        }
        check("--patience", patienceSeconds, LONGEST_SECONDS);
        check("--max-time", capSeconds, 2 * LONGEST_SECONDS);
        check("--connections", atOnce, most);
        check("--rate", perSecond, most);
        return new Terms(target(), method, TimeUnit.SECONDS.toNanos(patienceSeconds), atOnce, perSecond);
    }

    private Target target() {
        try {
            return Target.parse(where);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    /** Insists on a number between one and {@code most}. */
    void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong(option + ": between 1 and " + most + ", not " + value);
        }
    }

    /** Insists that a wait fits into the cap on wall time. */
    void checkWait(int seconds) {
        check("--wait", seconds, LONGEST_SECONDS);
        if (seconds > capSeconds) {
            throw wrong("--wait is longer than --max-time");
        }
    }

    /** Insists that none of {@code options} was given beside {@code mode}, under which they would do nothing. */
    void refuse(String mode, List<String> options) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw wrong(option + " does nothing with " + mode);
            }
        }
    }

    /** Insists that a dry run is told to people only: it has no other format. */
    void checkDryRun(boolean forPeople) {
        if (dryRun && !forPeople) {
            throw wrong("--dry-run is told in text only, not in --format json");
        }
    }

    /** Misuse, in words. */
    ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    /** All addresses of {@code target}; empty, and told, when none is known. */
    List<InetSocketAddress> addresses(Target target) {
        try {
            return target.addresses();
        } catch (UnknownHostException unknown) {
            System.err.println("hangup: " + target.host() + ": no address is known for this name");
            return List.of();
        }
    }

    /** Whether nothing shall be sent. */
    boolean isDryRun() {
        return dryRun;
    }

    /**
     * Insists on the operator's leave for what is not near.
     *
     * @throws ParameterException without it
     */
    void needLeave(List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) {
            if (!authorized && !Target.isNear(address.getAddress())) {
                throw wrong(Target.endpoint(address).address()
                        + " is neither of this machine nor of a private network: measure it only with its"
                        + " operator's leave, and then with --i-am-authorized");
            }
        }
    }

    /** What ends it before its time: the cap, or Ctrl-C. Says on a terminal that it begins. */
    Brake begin(Target target) {
        Brake brake = new Brake(TimeUnit.SECONDS.toNanos(capSeconds));
        Interruption.handle(() -> brake.pull("interrupted"));
        if (Terminal.errorIsTerminal()) {
            System.err.println("hangup: measuring " + target.text() + " for up to " + capSeconds
                    + " s; Ctrl-C ends with what is known");
        }
        return brake;
    }

    /** What would be done, in exact numbers, when nothing shall be sent. */
    void tell(Terms terms, List<InetSocketAddress> addresses, Forecast forecast) {
        System.out.println(terms.target().text() + " would be measured at "
                + addresses.size() + " address"
                + (addresses.size() == 1 ? "" : "es") + ":");
        addresses.forEach(
                address -> System.out.println("    " + Target.endpoint(address).address()));
        System.out.printf("%-73s %11s %9s%n", "", "connections", "requests");
        for (Forecast.Step step : forecast.steps()) {
            String condition = step.condition().isEmpty() ? "" : " (" + step.condition() + ")";
            System.out.printf("%-73s %11d %9d%n", step.what() + condition, step.connections(), step.requests());
        }
        System.out.printf("%-73s %11d %9d%n", "at most", forecast.connections(), forecast.requests());
        System.out.println("Where the first request goes wrong, one more connection shows whether "
                + (terms.target().tls() ? "http" : "https") + " is spoken there.");
        System.out.println("At most " + atOnce + " connections at a time and " + perSecond
                + " new ones a second, for at most " + capSeconds + " s; nothing was sent.");
    }
}
