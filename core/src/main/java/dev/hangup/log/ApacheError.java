package dev.hangup.log;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Apache httpd's error log, of which the messages about backends tell of failures (modules/proxy/mod_proxy_http.c,
 * proxy_util.c): {@code [time] [module:level] [pid 1:tid 2] (104)Connection reset by peer: [client A] AH01102: ...}.
 */
final class ApacheError implements LogFormat {
    /** APR's own numbers (apr_errno.h). */
    private static final int NO_INFORMATION = 20_014;

    private static final int TIMEOUT = 70_007;
    private static final int PARTIAL = 70_008;
    private static final int END_OF_FILE = 70_014;
    private static final int INVALID_ARGUMENT = 22;

    private static final int CODE_LENGTH = 7;
    private static final Set<String> CONNECTING = Set.of("AH00957", "AH01114");
    private static final Set<String> SENDING = Set.of("AH01084", "AH01097", "AH02609", "AH01086");
    private static final Set<String> AWAITING = Set.of("AH01102", "AH00898", "AH10404");
    private static final Set<String> READING = Set.of("AH01110", "AH01106");
    /** What follows on another message about the same failure. */
    private static final Set<String> COMPANIONS = Set.of("AH00898", "AH01114", "AH01106");

    /** So many threads are remembered: threads write at the same time. */
    private static final int MOST_THREADS = 1000;

    /** The client of each thread's last failure; empty where the message named none, as AH00957 does not. */
    private final Map<String, String> told = new HashMap<>();

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        String text = entry.text();
        int module = text.indexOf("] [");
        int process = text.indexOf("] [pid ", module + 1);
        LogTime time = text.startsWith("[") ? LogTimes.at(text, 1) : null;
        if (time == null || module < 0 || process < 0) {
            return false;
        }
        int from = text.indexOf("] ", process + 1);
        int at = from < 0 ? -1 : text.indexOf("AH", from);
        if (at < 0 || !LineFields.isNumber(text.substring(at + 2, Math.min(text.length(), at + CODE_LENGTH)))) {
            return true;
        }
        String code = text.substring(at, Math.min(text.length(), at + CODE_LENGTH));
        Phase phase = phase(code);
        if (phase == Phase.UNKNOWN) {
            return true;
        }
        String client = between(text, from, "[client ", "]");
        String thread = text.substring(process, from);
        if (told.size() >= MOST_THREADS) {
            told.clear();
        }
        String before = told.put(thread, client);
        if (COMPANIONS.contains(code) && before != null && (before.isEmpty() || before.equals(client))) {
            return true;
        }
        int end = text.indexOf('\n');
        String message = text.substring(at, end < at ? text.length() : end);
        String words = text.startsWith("(", from + 2)
                ? text.substring(from + 2, Math.max(from + 2, beforeClient(text, from, at)))
                : "";
        String peer = peer(code, message);
        events.accept(entry.event(LogSource.APACHE)
                .time(time)
                .what(symptom(code, Errno.after(words, "("), phase), phase, Peer.SERVER)
                .code(code)
                .said((words + " " + withoutTarget(message)).strip())
                .client(HostPort.endpoint(client))
                .peerName(peer)
                .remote(HostPort.endpoint(peer))
                .request("", between(message, 0, " returned by ", " "))
                .build());
        return true;
    }

    private static int beforeClient(String text, int from, int at) {
        int client = text.indexOf(": [client ", from);
        return client > 0 && client < at ? client : text.lastIndexOf(": ", at);
    }

    private static Phase phase(String code) {
        if (CONNECTING.contains(code)) {
            return Phase.CONNECT;
        } else if (SENDING.contains(code)) {
            return Phase.REQUEST;
        } else if (AWAITING.contains(code)) {
            return Phase.AWAITING_RESPONSE;
        }
        return READING.contains(code) ? Phase.RESPONSE : Phase.UNKNOWN;
    }

    private static Symptom symptom(String code, int errno, Phase phase) {
        boolean isReading = phase == Phase.AWAITING_RESPONSE || phase == Phase.RESPONSE;
        return switch (errno) {
            case NO_INFORMATION, END_OF_FILE, PARTIAL -> isReading ? Symptom.FIN : Symptom.UNDECIDABLE;
            case TIMEOUT -> phase == Phase.CONNECT ? Symptom.CONNECT_TIMEOUT : Symptom.SILENCE;
            case INVALID_ARGUMENT -> code.equals("AH01102") ? Symptom.PROTOCOL : Symptom.UNDECIDABLE;
            default -> {
                Symptom known = Errno.symptom(errno, phase == Phase.CONNECT);
                yield known == Symptom.NONE ? Symptom.UNDECIDABLE : known;
            }
        };
    }

    /** {@code remote server H:P}, {@code attempt to connect to A:P (H) failed}, {@code pass request body failed to A:P (H)}. */
    private static String peer(String code, String message) {
        String lead =
                CONNECTING.contains(code) ? "connect to " : SENDING.contains(code) ? "failed to " : "remote server ";
        return between(message, 0, lead, " ");
    }

    /** A path may have a query. */
    private static String withoutTarget(String message) {
        int at = message.indexOf(" returned by ");
        return at < 0 ? message : message.substring(0, at);
    }

    private static String between(String text, int from, String lead, String end) {
        int at = text.indexOf(lead, from);
        if (at < 0) {
            return "";
        }
        int start = at + lead.length();
        int stop = text.indexOf(end, start);
        return text.substring(start, stop < 0 ? text.length() : stop);
    }
}
