package dev.hangup.log;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What Envoy's response flags and reset reasons mean (source/common/stream_info/utility.h, source/common/router/router.cc,
 * source/common/http/utility.cc).
 */
record EnvoyReason(Symptom symptom, Phase phase, Peer peer) {
    static final EnvoyReason NOTHING = new EnvoyReason(Symptom.NONE, Phase.UNKNOWN, Peer.UNKNOWN);

    /** Several may be set: the one that says most decides. */
    private static final List<String> BY_WEIGHT = List.of(
            "UF", "UC", "UPE", "UT", "UR", "LR", "UH", "UO", "UDO", "OM", "UMSDR", "DT", "SI", "DPE", "DC", "DR",
            "URX");

    static EnvoyReason ofFlags(String flags, String details) {
        Set<String> set = new HashSet<>(List.of(flags.split(",", 16)));
        boolean isAnswerBegun = details.contains("after_response_started");
        Phase inUse = isAnswerBegun ? Phase.RESPONSE : Phase.AWAITING_RESPONSE;
        for (String flag : BY_WEIGHT) {
            if (set.contains(flag)) {
                return switch (flag) {
                    case "UF" -> ofConnectFailure(details);
                    // A FIN as well as a RST on a connection with a request on it.
                    case "UC" -> new EnvoyReason(Symptom.UNDECIDABLE, inUse, Peer.SERVER);
                    case "UPE" -> new EnvoyReason(Symptom.PROTOCOL, inUse, Peer.SERVER);
                    case "UT" -> new EnvoyReason(Symptom.SILENCE, inUse, Peer.SERVER);
                    // RST_STREAM of HTTP/2, which is no RST of TCP.
                    case "UR" -> new EnvoyReason(Symptom.UNDECIDABLE, inUse, Peer.SERVER);
                    case "LR", "UMSDR" -> new EnvoyReason(Symptom.LOCAL_ABORT, inUse, Peer.SERVER);
                    case "UH", "UO" -> new EnvoyReason(Symptom.LOCAL_ABORT, Phase.CONNECT, Peer.SERVER);
                    case "SI" -> new EnvoyReason(Symptom.SILENCE, Phase.UNKNOWN, Peer.UNKNOWN);
                    case "DPE" -> new EnvoyReason(Symptom.PROTOCOL, Phase.REQUEST, Peer.CLIENT);
                    case "DC", "DR" -> new EnvoyReason(Symptom.UNDECIDABLE, Phase.UNKNOWN, Peer.CLIENT);
                    case "URX" -> new EnvoyReason(Symptom.UNDECIDABLE, Phase.UNKNOWN, Peer.SERVER);
                    default -> new EnvoyReason(Symptom.LOCAL_ABORT, Phase.UNKNOWN, Peer.UNKNOWN);
                };
            }
        }
        return NOTHING;
    }

    /** By the reset reason and the transport's own words, with blanks or with underscores between. */
    static EnvoyReason ofConnectFailure(String details) {
        String words = details.replace('_', ' ').toLowerCase(Locale.ROOT);
        if (words.contains("tls error") || words.contains("ssl error")) {
            return new EnvoyReason(Symptom.PROTOCOL, Phase.TLS_HANDSHAKE, Peer.SERVER);
        } else if (words.contains("connection refused") || hasErrno(words, "111")) {
            return new EnvoyReason(Symptom.REFUSED, Phase.CONNECT, Peer.SERVER);
        } else if (words.contains("no route to host")
                || words.contains("unreachable")
                || hasErrno(words, "113")
                || hasErrno(words, "101")) {
            return new EnvoyReason(Symptom.UNREACHABLE, Phase.CONNECT, Peer.SERVER);
        } else if (words.contains("connection timeout")
                || words.contains("connect timeout")
                || hasErrno(words, "110")) {
            return new EnvoyReason(Symptom.CONNECT_TIMEOUT, Phase.CONNECT, Peer.SERVER);
        } else if (words.contains("local connection failure")) {
            return new EnvoyReason(Symptom.LOCAL_ABORT, Phase.CONNECT, Peer.SERVER);
        } else if (hasErrno(words, "104") || words.contains("connection reset by peer")) {
            return new EnvoyReason(Symptom.RST, Phase.CONNECT, Peer.SERVER);
        }
        return new EnvoyReason(Symptom.UNDECIDABLE, Phase.CONNECT, Peer.SERVER);
    }

    private static boolean hasErrno(String words, String errno) {
        return words.contains("connect error: " + errno);
    }

    /** By the reason in {@code upstream reset: reset reason: ...}. */
    static EnvoyReason ofReset(String reason) {
        String words = reason.replace('_', ' ').toLowerCase(Locale.ROOT);
        if (words.startsWith("connection termination") || words.startsWith("remote connection termination")) {
            return new EnvoyReason(Symptom.UNDECIDABLE, Phase.AWAITING_RESPONSE, Peer.SERVER);
        } else if (words.startsWith("protocol error")) {
            return new EnvoyReason(Symptom.PROTOCOL, Phase.AWAITING_RESPONSE, Peer.SERVER);
        } else if (words.startsWith("remote ") && words.contains("reset")) {
            return new EnvoyReason(Symptom.UNDECIDABLE, Phase.AWAITING_RESPONSE, Peer.SERVER);
        }
        return NOTHING;
    }
}
