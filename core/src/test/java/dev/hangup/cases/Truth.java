package dev.hangup.cases;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is true of some connections of a case, as {@code case.yaml} says it. What is null is not asserted.
 *
 * @param captures the files in which it can be seen
 * @param clients the client endpoints of the connections
 * @param firstFrame which connection is meant, where a client endpoint has several; null for all of them
 * @param decidable whether the cause can be told from one of these captures alone
 * @param acceptable causes that are also right where it is undecidable
 */
record Truth(
        List<String> captures,
        List<String> clients,
        @Nullable Long firstFrame,
        String cause,
        @Nullable String variant,
        @Nullable String culprit,
        @Nullable String closedBy,
        boolean decidable,
        List<String> acceptable) {
    private static final Set<String> KEYS = Set.of(
            "captures",
            "clients",
            "first_frame",
            "cause",
            "variant",
            "culprit",
            "closed_by",
            "decidable",
            "acceptable",
            "note");

    /** Reads one entry of {@code connections}. */
    static Truth of(Map<?, ?> yaml) {
        if (!KEYS.containsAll(yaml.keySet())) {
            throw new IllegalArgumentException("unknown keys in " + yaml.keySet());
        }
        String cause = text(yaml, "cause");
        if (cause == null) {
            throw new IllegalArgumentException("no cause in " + yaml);
        }
        boolean isHealthy = cause.equals(Outcome.HEALTHY);
        if (!isHealthy && !(yaml.get("decidable") instanceof Boolean)) {
            throw new IllegalArgumentException("decidable: true or false is missing in " + yaml);
        }
        return new Truth(
                texts(yaml, "captures"),
                texts(yaml, "clients"),
                yaml.get("first_frame") instanceof Number frame ? frame.longValue() : null,
                cause,
                text(yaml, "variant"),
                text(yaml, "culprit"),
                text(yaml, "closed_by"),
                isHealthy || Boolean.TRUE.equals(yaml.get("decidable")),
                yaml.containsKey("acceptable") ? texts(yaml, "acceptable") : List.of());
    }

    /** Whether it is about the connection of {@code outcome}, seen in {@code capture}. */
    boolean isAbout(String capture, Outcome outcome) {
        return captures.contains(capture)
                && clients.contains(outcome.client())
                && (firstFrame == null || firstFrame == outcome.firstFrame());
    }

    boolean isFailure() {
        return !cause.equals(Outcome.HEALTHY);
    }

    /** The cause, and those that are as right. */
    Set<String> allowed() {
        Set<String> causes = new LinkedHashSet<>();
        causes.add(cause);
        causes.addAll(acceptable);
        return causes;
    }

    private static @Nullable String text(Map<?, ?> yaml, String key) {
        Object value = yaml.get(key);
        return value == null ? null : value.toString();
    }

    private static List<String> texts(Map<?, ?> yaml, String key) {
        if (!(yaml.get(key) instanceof List<?> list) || list.isEmpty()) {
            throw new IllegalArgumentException(key + " is no list with something in it: " + yaml);
        }
        return list.stream().map(Object::toString).toList();
    }
}
