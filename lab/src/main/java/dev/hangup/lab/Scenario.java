package dev.hangup.lab;

import java.util.List;

/** A failure that can be staged: a topology, programs with their configurations, traffic, a fault, and the truth. */
public interface Scenario {
    /** Its name, which begins with the cause. */
    String name();

    /** What happens, in a sentence. */
    String about();

    /** In which ways: other servers, other timeouts, IPv6, TLS. At least one. */
    List<String> variants();

    /**
     * Whether no rule or weight of Hangup was ever set after a look at what was said of {@code variant}: then it only checks,
     * and the score tells it apart from those that were also learnt from.
     */
    default boolean checksOnly(String variant) {
        return true;
    }

    /** The commands without which {@code variant} cannot run, beyond those that every run needs. */
    List<String> tools(String variant);

    /** Builds, starts, runs, breaks, and says what is true. */
    void stage(Stage stage);
}
