package dev.hangup.report;

import dev.hangup.capture.Segment;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in a few words what a segment meant to the connection. */
final class LadderNotes {
    private final Connection connection;
    private final Exchanges exchanges;
    private final boolean resetIsForeign;
    private final int requestMarks;
    private final long lastAnswerFrame;
    private final long acknowledgedIn;

    LadderNotes(Verdict verdict) {
        connection = verdict.connection();
        exchanges = connection.exchanges();
        resetIsForeign = verdict.closedBy() == Party.MIDDLEBOX
                || verdict.mechanism() == Mechanism.RESET_CONTRADICTED
                || verdict.mechanism() == Mechanism.IDLE_RESET_FROM_OUTSIDE;
        int marks = 0;
        long answer = -1;
        long acknowledged = -1;
        for (Trail.Entry entry : connection.trail().entries()) {
            if (entry.isMarked(Trail.REQUEST_START)) {
                marks++;
            }
            if (entry.isMarked(Trail.ANSWER_START)) {
                answer = entry.frame();
            }
            if (acknowledged < 0 && entry.frame() > exchanges.lastRequestFrame() && acknowledgesRequest(entry)) {
                acknowledged = entry.frame();
            }
        }
        requestMarks = marks;
        lastAnswerFrame = answer;
        acknowledgedIn = acknowledged;
    }

    /** What the time before {@code entry} passed with. */
    String silenceBefore(Trail.Entry entry, boolean asked) {
        if (entry.has(Segment.SYN) || !connection.isEstablished()) {
            return "no answer";
        }
        if (entry.isMarked(Trail.RETRANSMISSION)) {
            return "without an ACK";
        }
        return asked ? "waiting for the answer" : "idle";
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
        if (entry.frame() == acknowledgedIn) {
            notes.add("has the request");
        }
        if (entry.isMarked(Trail.OUT_OF_ORDER)) {
            notes.add("out of order");
        }
        if (entry.isMarked(Trail.ZERO_WINDOW) && !entry.has(Segment.RST)) {
            notes.add("window 0: takes no more");
        }
        if (entry.has(Segment.FIN) && !entry.isMarked(Trail.RETRANSMISSION)) {
            notes.add(fin(entry));
        }
        if (entry.has(Segment.RST)) {
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
        boolean last = entry.frame() == exchanges.lastRequestFrame();
        if (!last) {
            return "request";
        }
        HttpMethod method = exchanges.method();
        // A segment may hold several requests, so that only the last one's number is certain.
        String name = exchanges.requests() >= requestMarks ? "request " + exchanges.requests() : "request";
        String text = method == null ? name : name + " (" + method + ")";
        if (exchanges.outstanding() == 0) {
            return text;
        }
        return text + (exchanges.isAnswerBegun() ? ", not wholly answered" : ", never answered");
    }

    private String fin(Trail.Entry entry) {
        String who = name(entry.fromClient());
        Side other = connection.side(!entry.fromClient());
        if (other.sentFin() && other.finFrame() < entry.frame()) {
            return who + " closes too";
        }
        if (!entry.fromClient() && exchanges.outstanding() > 0 && exchanges.requests() > 0
                && entry.acknowledgment() - exchanges.lastRequestSequence() <= 0) {
            return who + " closes, has not seen the last request";
        }
        return exchanges.outstanding() > 0 ? who + " closes, the request is open" : who + " closes";
    }

    private String reset(Trail.Entry entry) {
        Side sender = connection.side(entry.fromClient());
        Reset reset = sender.reset();
        String who = name(entry.fromClient());
        StringBuilder note = new StringBuilder();
        if (resetIsForeign && !isLater(entry, reset)) {
            note.append("in the ").append(who).append("'s name");
        } else if (reset == null || reset.frame() != entry.frame()) {
            note.append(who).append(" resets");
        } else if (reset.isBare()) {
            note.append(who).append(" knows no such connection");
        } else {
            note.append(who).append(reset.isFromSocket() ? " aborts" : " resets");
        }
        if (sender.ttl() >= 0 && !sender.usesTtl(entry.ttl())) {
            note.append("; TTL ").append(entry.ttl()).append(", its other packets ").append(sender.ttl());
        }
        return note.toString();
    }

    private static boolean isLater(Trail.Entry entry, @Nullable Reset reset) {
        return reset != null && entry.frame() > reset.frame();
    }

    private boolean acknowledgesRequest(Trail.Entry entry) {
        return !entry.fromClient()
                && entry.payloadLength() == 0
                && entry.has(Segment.ACK)
                && exchanges.outstanding() > 0
                && entry.acknowledgment() - exchanges.lastRequestSequence() > 0;
    }

    private static String name(boolean client) {
        return client ? "client" : "server";
    }
}
