package dev.hangup.log;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy's logs of options httplog and tcplog, perhaps behind a syslog header (configuration manual, 8.2 and 8.5). Their time
 * is that of the beginning; an event's is the end.
 */
final class HaproxyLog implements LogFormat {
    private static final String NO_SERVER = "<NOSRV>";
    private static final int HTTP_TIMERS = 5;
    private static final int TCP_TIMERS = 3;

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        String text = entry.text();
        int bracket = bracket(text);
        if (bracket < 0) {
            return false;
        }
        List<String> fields = LineFields.of(text.substring(bracket));
        if (fields.size() < 8) {
            return false;
        }
        int timers = fields.get(3).split("/", -1).length;
        int ends = timers == HTTP_TIMERS ? 8 : 5;
        boolean isHttp = timers == HTTP_TIMERS && fields.size() > ends;
        if (!isHttp && timers != TCP_TIMERS || fields.get(2).indexOf('/') < 0 || !isEnds(fields.get(ends), isHttp)) {
            return false;
        }
        What what = what(fields.get(ends), fields.get(2).endsWith(NO_SERVER));
        if (what.symptom() != Symptom.NONE) {
            events.accept(event(entry, text, bracket, fields, isHttp, what));
        }
        return true;
    }

    /** The time in brackets is that of the request's arrival (configuration manual 8.2.3, %tr). */
    @Override
    public @Nullable RequestTime time(String line) {
        int bracket = bracket(line);
        List<String> fields = bracket < 0 ? List.of() : LineFields.of(line.substring(bracket));
        if (fields.size() < 9) {
            return null;
        }
        String[] timers = fields.get(3).split("/", -1);
        Duration total = timers.length == HTTP_TIMERS ? millis(timers[HTTP_TIMERS - 1]) : null;
        LogTime start = LogTimes.at(line, bracket + 1);
        if (total == null || start == null) {
            return null;
        }
        String client = line.substring(line.lastIndexOf(' ', bracket - 2) + 1, bracket - 1);
        String server = fields.get(2);
        return new RequestTime(
                start.nanos(),
                start.nanos() + total.toNanos(),
                start.precisionNanos(),
                client,
                server.endsWith(NO_SERVER) ? "" : server,
                -1);
    }

    /** Where the time in brackets begins: behind the client, with milliseconds and without a zone. */
    private static int bracket(String text) {
        for (int at = text.indexOf(" ["); at >= 0 && at < 200; at = text.indexOf(" [", at + 1)) {
            LogTime time = LogTimes.at(text, at + 2);
            if (time != null && !time.isZoneKnown() && text.startsWith("] ", text.indexOf("]", at))) {
                return at + 1;
            }
        }
        return -1;
    }

    private static boolean isEnds(String text, boolean isHttp) {
        return text.length() == (isHttp ? 4 : 2) && text.chars().allMatch(c -> c == '-' || Character.isLetter(c));
    }

    /** The first letter is who ended the session, in small the one who did not in time; the second is in which phase. */
    private static What what(String ends, boolean hasNoServer) {
        char who = ends.charAt(0);
        Phase phase = switch (ends.charAt(1)) {
            case 'R' -> Phase.REQUEST;
            case 'C' -> Phase.CONNECT;
            case 'H' -> Phase.AWAITING_RESPONSE;
            case 'D' -> Phase.RESPONSE;
            default -> Phase.UNKNOWN;
        };
        boolean isConnecting = phase == Phase.CONNECT;
        return switch (who) {
            case 'S' ->
                isConnecting
                        ? new What(hasNoServer ? Symptom.LOCAL_ABORT : Symptom.REFUSED, phase, Peer.SERVER)
                        // A FIN as well as a RST.
                        : new What(Symptom.UNDECIDABLE, phase, Peer.SERVER);
            case 's' ->
                new What(queued(ends, isConnecting ? Symptom.CONNECT_TIMEOUT : Symptom.SILENCE), phase, Peer.SERVER);
            case 'C' -> new What(Symptom.UNDECIDABLE, phase, Peer.CLIENT);
            case 'c' -> new What(Symptom.SILENCE, phase, Peer.CLIENT);
            case 'P' ->
                ends.charAt(1) == 'H' || ends.charAt(1) == 'D'
                        ? new What(Symptom.PROTOCOL, phase, Peer.SERVER)
                        : new What(Symptom.LOCAL_ABORT, phase, ends.charAt(1) == 'R' ? Peer.CLIENT : Peer.SERVER);
            case 'R', 'D', 'U', 'K', 'I' -> new What(Symptom.LOCAL_ABORT, phase, Peer.SERVER);
            // HAProxy answered by itself, as it was told to.
            default -> new What(Symptom.NONE, phase, Peer.UNKNOWN);
        };
    }

    /** A request that waited too long for a free connection was never sent. */
    private static Symptom queued(String ends, Symptom otherwise) {
        return ends.charAt(1) == 'Q' ? Symptom.LOCAL_ABORT : otherwise;
    }

    private static LogEvent event(
            LogEntry entry, String text, int bracket, List<String> fields, boolean isHttp, What what) {
        String[] timers = fields.get(3).split("/", -1);
        Duration total = millis(timers[timers.length - 1]);
        LogTime start = LogTimes.at(text, bracket + 1);
        String client = text.substring(text.lastIndexOf(' ', bracket - 2) + 1, bracket - 1);
        String server = fields.get(2);
        LogEvent.Builder event = entry.event(LogSource.HAPROXY)
                .time(LogTime.end(start, total))
                .what(what.symptom(), what.phase(), what.peer())
                .code(fields.get(isHttp ? 8 : 5))
                .said(fields.get(isHttp ? 8 : 5) + " " + fields.get(3))
                // A tilde marks TLS on the client's side (8.2.3, frontend_name).
                .service(
                        fields.get(1).endsWith("~")
                                ? fields.get(1).substring(0, fields.get(1).length() - 1)
                                : fields.get(1))
                .client(HostPort.endpoint(client))
                .peerName(what.peer() == Peer.SERVER ? server : "")
                .duration(total);
        if (isHttp) {
            String[] request = fields.get(fields.size() - 1).split(" ", 3);
            event.status(AccessFields.number(fields.get(4)));
            if (request.length == 3) {
                event.request(request[0], request[1]);
            }
        }
        return event.build();
    }

    /** With option logasap a plus stands before a time that was not over yet. */
    private static @Nullable Duration millis(String timer) {
        String digits = timer.startsWith("+") ? timer.substring(1) : timer;
        return LineFields.millis(digits);
    }
}
