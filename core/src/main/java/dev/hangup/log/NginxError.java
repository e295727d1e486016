package dev.hangup.log;

import java.util.function.Consumer;

/**
 * nginx's error log, also of what is built on it (src/core/ngx_log.c, ngx_http_upstream.c, ngx_stream_proxy_module.c):
 * {@code 2026/11/20 20:07:51 [error] 7#7: *1 MESSAGE while ACTION, client: A, server: S, request: "R", upstream: "U"}.
 */
final class NginxError implements LogFormat {
    private static final int TIME_LENGTH = 19;
    private static final String WHILE = " while ";

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        String text = entry.text();
        int from = next(text, 0);
        if (from < 0) {
            return false;
        }
        while (from >= 0) {
            int following = next(text, from + TIME_LENGTH);
            record(entry, text.substring(from, following < 0 ? text.length() : following), events);
            from = following;
        }
        return true;
    }

    /** Where the next record begins: several may have got into one line. */
    private static int next(String text, int from) {
        boolean isQuoted = false;
        for (int at = from; at + TIME_LENGTH + 2 < text.length(); at++) {
            isQuoted ^= text.charAt(at) == '"';
            if (!isQuoted
                    && text.charAt(at + 4) == '/'
                    && text.charAt(at + 7) == '/'
                    && text.startsWith(" [", at + TIME_LENGTH)
                    && LogTimes.at(text, at) != null) {
                return at;
            }
        }
        return -1;
    }

    private static void record(LogEntry entry, String record, Consumer<LogEvent> events) {
        int level = record.indexOf("] ", TIME_LENGTH);
        int colon = level < 0 ? -1 : record.indexOf(": ", level);
        if (colon < 0) {
            return;
        }
        int tail = record.indexOf(", client: ", colon);
        String message = afterConnection(record.substring(colon + 2, tail < 0 ? record.length() : tail));
        int action = message.lastIndexOf(WHILE);
        What what = what(message, action < 0 ? "" : message.substring(action + WHILE.length()));
        if (what.symptom() == Symptom.NONE) {
            return;
        }
        String upstream = field(record, tail, ", upstream: \"", '"');
        String peerName = what.peer() == Peer.SERVER ? HostPort.ofUrl(upstream) : "";
        String request = field(record, tail, ", request: \"", '"');
        int target = request.indexOf(' ');
        int protocol = request.lastIndexOf(' ');
        LogEvent.Builder event = entry.event(LogSource.NGINX)
                .time(LogTimes.at(record, 0))
                .what(what.symptom(), what.phase(), what.peer())
                .said(withoutQuotes(message))
                .client(HostPort.endpoint(field(record, tail, ", client: ", ',')))
                .peerName(peerName)
                .remote(HostPort.endpoint(peerName));
        if (target > 0) {
            event.request(request.substring(0, target), request.substring(target + 1, Math.max(target + 1, protocol)));
        }
        events.accept(event.build());
    }

    private static What what(String message, String action) {
        Phase phase = phase(action);
        Peer peer = peer(message, action);
        Symptom symptom;
        int errno = Errno.after(message, " (");
        Symptom byErrno = Errno.symptom(errno, phase == Phase.CONNECT);
        if (message.startsWith("no live upstreams")) {
            return new What(Symptom.LOCAL_ABORT, Phase.CONNECT, Peer.SERVER);
        } else if (message.startsWith("upstream sent ")
                || message.startsWith("upstream prematurely sent ")
                || message.startsWith("upstream SSL certificate ")
                || message.startsWith("SSL_") && errno == 0) {
            symptom = Symptom.PROTOCOL;
        } else if (message.contains("prematurely closed connection")
                || message.startsWith("peer closed connection in SSL handshake")) {
            symptom = errno == 0 ? Symptom.FIN : byErrno;
        } else if (message.contains("timed out") && errno == 0 && !message.contains("could not be resolved")) {
            symptom = phase == Phase.CONNECT ? Symptom.CONNECT_TIMEOUT : Symptom.SILENCE;
        } else if (message.startsWith("upstream timed out") || message.startsWith("client timed out")) {
            symptom = byErrno;
        } else if (message.startsWith("connect() ") && errno != 0) {
            symptom = byErrno == Symptom.NONE ? Symptom.UNDECIDABLE : byErrno;
        } else {
            symptom = message.contains("() failed (") ? byErrno : Symptom.NONE;
        }
        return new What(symptom, phase, peer);
    }

    private static Phase phase(String action) {
        if (action.startsWith("connecting to upstream")) {
            return Phase.CONNECT;
        } else if (action.startsWith("SSL handshaking")) {
            return Phase.TLS_HANDSHAKE;
        } else if (action.startsWith("sending request") || action.startsWith("reading client request")) {
            return Phase.REQUEST;
        } else if (action.startsWith("reading response header")) {
            return Phase.AWAITING_RESPONSE;
        } else if (action.startsWith("reading upstream") || action.startsWith("sending to client")) {
            return Phase.RESPONSE;
        }
        return action.startsWith("keepalive") || action.startsWith("waiting for request") ? Phase.IDLE : Phase.UNKNOWN;
    }

    private static Peer peer(String message, String action) {
        if (message.contains("client prematurely closed")
                || message.startsWith("client ")
                || action.contains("client")) {
            return Peer.CLIENT;
        }
        if (action.contains("upstream") || message.startsWith("upstream ") || message.startsWith("connect() ")) {
            return Peer.SERVER;
        }
        boolean isClients = action.startsWith("SSL handshaking")
                || action.startsWith("keepalive")
                || action.startsWith("waiting for");
        return isClients ? Peer.CLIENT : Peer.UNKNOWN;
    }

    /** Without the number of the connection, {@code *2904}. */
    private static String afterConnection(String message) {
        int blank = message.indexOf(' ');
        return message.startsWith("*") && blank > 0 ? message.substring(blank + 1) : message;
    }

    private static String field(String record, int from, String key, char end) {
        int at = from < 0 ? -1 : record.indexOf(key, from);
        int start = at + key.length();
        int stop = at < 0 ? -1 : record.indexOf(end, start);
        return stop < 0 ? "" : record.substring(start, stop);
    }

    /** What nginx quotes came from outside: headers, bodies, paths. */
    private static String withoutQuotes(String message) {
        int quote = message.indexOf('"');
        int end = message.lastIndexOf('"');
        return quote < 0
                ? message
                : message.substring(0, quote) + "..." + (end > quote ? message.substring(end + 1) : "");
    }
}
