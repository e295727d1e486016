package dev.hangup.log;

import dev.hangup.Endpoint;
import org.jspecify.annotations.Nullable;

/** What the errors of Go's package net say: {@code read tcp A->B: read: connection reset by peer}. */
record GoWords(Symptom symptom, Phase phase, @Nullable Endpoint local, String peerName) {
    static GoWords of(String words) {
        boolean isDial = words.contains("dial tcp");
        Phase phase = isDial ? Phase.CONNECT : words.contains("unexpected EOF") ? Phase.RESPONSE : Phase.UNKNOWN;
        return new GoWords(symptom(words, isDial), phase, local(words), peer(words));
    }

    private static Symptom symptom(String words, boolean isDial) {
        if (words.endsWith("EOF") || words.contains("server closed idle connection")) {
            return Symptom.FIN;
        } else if (words.contains("connection reset by peer") || words.contains("broken pipe")) {
            return Symptom.RST;
        } else if (words.contains("connection refused")) {
            return Symptom.REFUSED;
        } else if (words.contains("no route to host") || words.contains("unreachable")) {
            return Symptom.UNREACHABLE;
        } else if (words.contains("i/o timeout") || words.contains("timeout awaiting response headers")) {
            return isDial ? Symptom.CONNECT_TIMEOUT : Symptom.SILENCE;
        } else if (words.contains("use of closed network connection")) {
            return Symptom.LOCAL_ABORT;
        }
        return words.contains("malformed HTTP") || words.contains("tls: ") ? Symptom.PROTOCOL : Symptom.NONE;
    }

    private static @Nullable Endpoint local(String words) {
        int arrow = words.indexOf("->");
        return arrow < 0 ? null : HostPort.endpoint(words.substring(words.lastIndexOf(' ', arrow) + 1, arrow));
    }

    private static String peer(String words) {
        int arrow = words.indexOf("->");
        int dial = words.indexOf("dial tcp ");
        int from = arrow >= 0 ? arrow + 2 : dial >= 0 ? dial + 9 : -1;
        int end = from < 0 ? -1 : words.indexOf(": ", from);
        return end < 0 ? "" : words.substring(from, end);
    }
}
