package dev.hangup.report;

import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.HttpMethod;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import dev.hangup.connection.Trail;
import dev.hangup.diagnosis.Mechanism;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in a few words what a segment meant to the connection. */
final class LadderNotes {
    private final Connection connection;
    private final Exchanges exchanges;
    private final boolean resetIsForeign;
    private final boolean isAfterFin;
    private final Set<Long> firstResets = new HashSet<>();
    private final long lastAnswerFrame;
    private final long acknowledgedIn;

    LadderNotes(Verdict verdict) {
        connection = verdict.connection();
        exchanges = connection.exchanges();
        isAfterFin = verdict.mechanism() == Mechanism.REQUEST_AFTER_FIN;
        resetIsForeign = verdict.closedBy() == Party.MIDDLEBOX && verdict.mechanism() != Mechanism.FIN_CONTRADICTED
                || verdict.mechanism() == Mechanism.RESET_CONTRADICTED
                || verdict.mechanism() == Mechanism.IDLE_RESET_FROM_OUTSIDE;
        boolean[] resetBefore = new boolean[2];
        long answer = -1;
        long acknowledged = -1;
        for (Trail.Entry entry : connection.trail().entries()) {
            if (entry.isMarked(Trail.ANSWER_START)) {
                answer = entry.frame();
            }
            int side = entry.fromClient() ? 0 : 1;
            if (entry.has(TcpFlags.RST) && !resetBefore[side]) {
                resetBefore[side] = true;
                firstResets.add(entry.frame());
            }
            if (acknowledged < 0 && entry.frame() > exchanges.lastRequestFrame() && acknowledgesRequest(entry)) {
                acknowledged = entry.frame();
            }
        }
        lastAnswerFrame = answer;
        acknowledgedIn = acknowledged;
    }

    /** What the time before {@code entry} passed with; the time itself stands for {@code %s}. */
    String silenceBefore(Trail.Entry entry, boolean asked) {
        if (entry.has(TcpFlags.SYN) || !connection.isEstablished()) {
            return connection.icmpError() == null ? "%s without an answer" : "%s later";
        }
        if (entry.isMarked(Trail.RETRANSMISSION)) {
            return "%s without an ACK";
        }
        if (asked) {
            return "%s waiting for the answer";
        }
        boolean stalled = exchanges.isAnswerBegun() && entry.frame() > exchanges.requestFrame();
        return stalled ? "%s stalled amid the answer" : "%s idle";
    }

    String of(Trail.Entry entry) {
        List<String> notes = new ArrayList<>();
        if (entry.isMarked(Trail.RETRANSMISSION)) {
            notes.add("sent again");
        } else if (entry.isMarked(Trail.KEEP_ALIVE_PROBE)) {
            notes.add("TCP keep-alive probe");
        } else if (entry.payloadLength() > 0) {
            notes.add(payload(entry));
        }
        boolean saysSoItself = entry.has(TcpFlags.FIN) || isForeign(entry) && entry.has(TcpFlags.RST);
        if (entry.frame() == acknowledgedIn && !saysSoItself) {
            notes.add("acknowledges the request");
        }
        if (entry.isMarked(Trail.OUT_OF_ORDER)) {
            notes.add("out of order");
        }
        if (entry.isMarked(Trail.ZERO_WINDOW) && !entry.has(TcpFlags.RST)) {
            notes.add("window 0: takes no more");
        }
        if (entry.has(TcpFlags.FIN) && !entry.isMarked(Trail.RETRANSMISSION)) {
            notes.add(fin(entry));
        }
        if (entry.has(TcpFlags.RST)) {
            notes.add(reset(entry));
        }
        notes.removeIf(String::isEmpty);
        return String.join("; ", notes);
    }

    private String payload(Trail.Entry entry) {
        TlsState tls = exchanges.tls();
        if (tls != null && tls.sawHandshakeAlert() && entry.frame() == tls.alertFrame()) {
            return "TLS alert: " + tls.alertText();
        }
        if (tls != null
                && entry.timeNanos()
                        == (entry.fromClient() ? tls.clientCloseNotifyNanos() : tls.serverCloseNotifyNanos())) {
            return "TLS close_notify";
        }
        if (entry.isMarked(Trail.REQUEST_START)) {
            return request(entry);
        }
        if (entry.isMarked(Trail.ANSWER_START)) {
            boolean known = entry.frame() == lastAnswerFrame && exchanges.status() > 0;
            return known ? "answer, status " + exchanges.status() : "answer";
        }
        if (tls != null && exchanges.requests() == 0) {
            return "TLS handshake";
        }
        if (exchanges.protocol() != Protocol.HTTP1) {
            return "";
        }
        return entry.fromClient() ? "more of the request" : "more of the answer";
    }

    private String request(Trail.Entry entry) {
        HttpMethod method = exchanges.method();
        String text = "request";
        if (entry.frame() == exchanges.lastRequestFrame()) {
            // A segment may hold several requests, so that only the last one's number is certain.
            text += " " + exchanges.requests() + (method == null ? "" : " (" + method + ")");
        }
        if (exchanges.outstanding() == 0 || entry.frame() < exchanges.requestFrame()) {
            return text;
        }
        boolean knewBetter = isAfterFin && entry.frame() == exchanges.requestFrame();
        if (knewBetter) {
            return text + " after the server's FIN";
        }
        boolean begun = exchanges.isAnswerBegun() && entry.frame() == exchanges.requestFrame();
        return text + (begun ? ", not wholly answered" : ", never answered");
    }

    private String fin(Trail.Entry entry) {
        String who = name(entry.fromClient());
        Side other = connection.side(!entry.fromClient());
        if (other.sentFin() && other.finFrame() < entry.frame()) {
            return who + " closes too";
        }
        if (!isWaitedAt(entry)) {
            boolean idle = exchanges.answered() > 0 && entry.payloadLength() == 0;
            return who + (idle ? " closes the idle connection" : " closes");
        }
        if (entry.fromClient()) {
            return who + " closes, still waiting";
        }
        if (entry.acknowledgment() - exchanges.lastRequestSequence() <= 0) {
            return who + " closes, has not seen the request";
        }
        return who
                + (acknowledgesRequest(entry)
                        ? " closes, although it has the request"
                        : " closes, the request is open");
    }

    /** Whether an answer was still to come at a FIN, be it that it came in the end. */
    private boolean isWaitedAt(Trail.Entry fin) {
        Side server = connection.server();
        boolean isAnsweredLate = fin.fromClient()
                && exchanges.requests() > 0
                && (server.lastPayloadNanos() > fin.timeNanos() || server.holeBytes() > 0);
        return isAnsweredLate || exchanges.outstanding() > 0 && fin.frame() > exchanges.requestFrame();
    }

    private String reset(Trail.Entry entry) {
        Side sender = connection.side(entry.fromClient());
        String who = name(entry.fromClient());
        boolean bare = !entry.has(TcpFlags.ACK) && entry.window() == 0;
        boolean closedBefore = sender.sentFin() && sender.finFrame() < entry.frame();
        StringBuilder note = new StringBuilder();
        if (isForeign(entry) && !isLater(entry, sender.reset())) {
            note.append("in the ").append(who).append("'s name");
        } else if (!firstResets.contains(entry.frame())) {
            note.append("another RST");
        } else if (bare) {
            note.append(who).append(closedBefore ? " has already closed" : " knows no such connection");
        } else {
            note.append(who).append(entry.has(TcpFlags.ACK) && entry.window() > 0 ? " closes by RST" : " resets");
        }
        if (sender.ttl() >= 0 && !sender.usesTtl(entry.ttl())) {
            note.append("; TTL ")
                    .append(entry.ttl())
                    .append(", its other packets ")
                    .append(sender.ttl());
        }
        return note.toString();
    }

    /** Whether a RST of this side was sent by somebody else. */
    private boolean isForeign(Trail.Entry entry) {
        Reset deciding = connection.reset();
        return resetIsForeign && deciding != null && deciding.fromClient() == entry.fromClient();
    }

    private static boolean isLater(Trail.Entry entry, @Nullable Reset reset) {
        return reset != null && entry.frame() > reset.frame();
    }

    private boolean acknowledgesRequest(Trail.Entry entry) {
        return !entry.fromClient()
                && entry.payloadLength() == 0
                && entry.has(TcpFlags.ACK)
                && exchanges.outstanding() > 0
                && entry.acknowledgment() - exchanges.lastRequestEnd() >= 0;
    }

    private static String name(boolean client) {
        return client ? "client" : "server";
    }
}
