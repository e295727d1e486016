package dev.hangup.connection;

import dev.hangup.Version;
import dev.hangup.capture.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers of one connection, whatever the protocol: what was asked, what was answered, and when. Written
 * by a message reader; where boundaries cannot be told (unknown protocol, encryption, short snapshots) a request begins
 * whenever the client speaks after the server did, and any answer counts as whole.
 */
public final class Exchanges {
    private static final int SWITCHING_PROTOCOLS = 101;

    /** Segments of one flight come faster. */
    private static final long PAUSE_NANOS = 40_000_000L;
    /** What is under way before a request is less; an upload of gigabytes wraps around to there, if by chance alone. */
    private static final int UNDER_WAY = 1 << 20;

    Protocol protocol = Protocol.NONE;
    int requests;
    int answered;
    /** The oldest request without a whole answer. */
    long requestNanos;

    long requestFrame;
    int requestSequence;
    int requestAcknowledgment;
    long lastRequestNanos;
    long lastRequestEndNanos;
    long lastRequestFrame;
    int lastRequestSequence;
    int lastRequestAcknowledgment;
    /** One past the last byte of the last request, as far as it came. */
    int lastRequestEnd;

    /** How often the client went on with the open request after a pause. */
    char requestPauses;

    boolean lastWordsAsk;
    boolean lastWordsBlock;
    boolean lastWordsHidden;
    /** Whether the server spoke since the oldest open request began, but before it had anything of it. */
    boolean crossed;
    /** {@link Dismissal} by its number: a reference would take four bytes. */
    byte dismissal;
    /** Whether the message that the server is sending cannot answer the open request. */
    boolean unasked;

    boolean recordCut;
    boolean requestIncomplete;
    boolean wrongProtocolAnswer;
    boolean timedOutRequest;
    long lastAnswerBegunNanos;
    boolean answerBegun;
    /** One past the last byte of the last answer, where turns tell answers. */
    int answerEnd;

    long lastAnswerNanos;
    /** From the end of the last whole answer to the request now open, or -1. */
    long idleBeforeRequestNanos = -1;
    /** The longest such gap that was survived. */
    long longestAnsweredGapNanos = -1;

    boolean boundariesKnown = true;
    boolean serverSpokeFirst;

    char status;
    boolean answerUntilClose;
    boolean endless;
    boolean serverAnnouncedClose;
    boolean clientAnnouncedClose;
    boolean oldVersionToClose;
    long requestLine;
    boolean forwarded;
    int hintTimeoutSeconds = -1;

    @Nullable
    HttpMethod method;

    ServerSoftware software = ServerSoftware.UNKNOWN;
    /** As {@link ServerSoftware#versionIn} reads it. */
    long softwareVersion;

    /** Which of the last 32 requests were HEAD, a bit for each, by their number modulo 32. */
    int headMask;

    @Nullable
    TlsState tls;

    @Nullable
    Http2State http2;

    void clear() {
        protocol = Protocol.NONE;
        requests = 0;
        answered = 0;
        lastWordsAsk = false;
        lastWordsBlock = false;
        lastWordsHidden = false;
        crossed = false;
        dismissal = 0;
        unasked = false;
        recordCut = false;
        requestIncomplete = false;
        wrongProtocolAnswer = false;
        timedOutRequest = false;
        lastAnswerBegunNanos = 0;
        answerBegun = false;
        lastAnswerNanos = 0;
        lastRequestNanos = 0;
        lastRequestEndNanos = 0;
        idleBeforeRequestNanos = -1;
        longestAnsweredGapNanos = -1;
        boundariesKnown = true;
        serverSpokeFirst = false;
        status = 0;
        answerUntilClose = false;
        endless = false;
        serverAnnouncedClose = false;
        clientAnnouncedClose = false;
        oldVersionToClose = false;
        requestLine = 0;
        forwarded = false;
        hintTimeoutSeconds = -1;
        method = null;
        software = ServerSoftware.UNKNOWN;
        softwareVersion = 0;
        headMask = 0;
        tls = null;
        http2 = null;
    }

    /** A request begins {@code skip} bytes into the payload of {@code segment}. */
    void beginRequest(Segment segment, int skip) {
        long nanos = segment.timeNanos;
        if (requests == answered) {
            requestNanos = nanos;
            requestFrame = segment.frame;
            requestSequence = segment.sequence + skip;
            requestAcknowledgment = segment.acknowledgment;
            answerBegun = false;
            crossed = false;
            requestPauses = 0;
            idleBeforeRequestNanos = lastAnswerNanos > 0 ? Math.max(0, nanos - lastAnswerNanos) : -1;
        }
        requests++;
        lastRequestNanos = nanos;
        lastRequestFrame = segment.frame;
        lastRequestSequence = segment.sequence + skip;
        lastRequestAcknowledgment = segment.acknowledgment;
        requestIncomplete = true;
    }

    void requestBytes(long nanos, int end) {
        boolean goesOn = lastRequestEndNanos >= requestNanos;
        if (goesOn && nanos - lastRequestEndNanos > PAUSE_NANOS && requestPauses < Character.MAX_VALUE) {
            requestPauses++;
        }
        lastRequestEndNanos = nanos;
        lastRequestEnd = end;
    }

    /**
     * Whether the server had something of the open request when it sent this (RFC 9293 section 3.4): only then can it be an
     * answer. Where several are open nobody knows which one it would answer.
     */
    boolean isHeard(Segment segment) {
        int before = requestSequence - segment.acknowledgment;
        return requests - answered != 1 || before < 0 || before > UNDER_WAY;
    }

    void answerBytes(long nanos) {
        if (requests > answered && !answerBegun) {
            answerBegun = true;
            lastAnswerBegunNanos = nanos;
        }
        lastAnswerNanos = nanos;
    }

    /** The oldest open request now has its whole answer. */
    void endAnswer(long nanos) {
        lastAnswerNanos = nanos;
        answerUntilClose = false;
        if (requests > answered) {
            if (!answerBegun) {
                lastAnswerBegunNanos = nanos;
            }
            answered++;
            longestAnsweredGapNanos = Math.max(longestAnsweredGapNanos, idleBeforeRequestNanos);
        }
        answerBegun = false;
        if (requests > answered) {
            requestNanos = lastRequestNanos;
            requestFrame = lastRequestFrame;
            requestSequence = lastRequestSequence;
            requestAcknowledgment = lastRequestAcknowledgment;
        } else {
            idleBeforeRequestNanos = -1;
        }
    }

    /** Where boundaries are unknown nobody can tell whether this answers one request or all that are open. */
    void endAnswers(long nanos) {
        do {
            endAnswer(nanos);
        } while (requests > answered);
    }

    /** What is spoken. */
    public Protocol protocol() {
        return protocol;
    }

    /** How many requests were begun. */
    public int requests() {
        return requests;
    }

    /** How many requests were wholly answered. */
    public int answered() {
        return answered;
    }

    /** How many requests wait for the rest of their answer. */
    public int outstanding() {
        return requests - answered;
    }

    /** Whether the last request itself did not come to its end, answered or not: half a header, a body under way. */
    public boolean isRequestIncomplete() {
        return requestIncomplete;
    }

    /**
     * Whether the answer is of a kind that has no end but that somebody leaves: events that a server sends (WHATWG HTML, section
     * 9.2) or pictures that replace one another.
     */
    public boolean isEndless() {
        return endless;
    }

    /** Whether the server answered a request with 408 Request Timeout. */
    public boolean saysRequestTimeout() {
        return timedOutRequest;
    }

    /** When the last answer began, in nanoseconds since 1970; 0 if none did. */
    public long lastAnswerBegunNanos() {
        return lastAnswerBegunNanos;
    }

    /** Whether the server said in words that plain HTTP came to a port that speaks TLS. */
    public boolean saysWrongProtocol() {
        return wrongProtocolAnswer;
    }

    /** Whether the oldest open request has a part of its answer. */
    public boolean isAnswerBegun() {
        return answerBegun && requests > answered;
    }

    /** When the oldest open request began, in nanoseconds since 1970. */
    public long requestNanos() {
        return requestNanos;
    }

    /** How often the client went on with the oldest open request after a pause of 40 ms or more. */
    public int requestPauses() {
        return requestPauses;
    }

    /** Whether the server was in the middle of a TLS record of application data when somebody closed. */
    public boolean isRecordCut() {
        return recordCut;
    }

    /** Whether the client's last words certainly ask for something, told by what they say; false where that is unknown. */
    public boolean doLastWordsAsk() {
        return lastWordsAsk;
    }

    /** Whether they ask for what may take any time, as BLPOP of Redis does. */
    public boolean doLastWordsBlock() {
        return lastWordsBlock;
    }

    /** Whether the server was speaking when the oldest open request was sent, and has said nothing since it had it. */
    public boolean isCrossed() {
        return crossed;
    }

    /** What the server said about why it closes. */
    public Dismissal dismissal() {
        return Dismissal.of(dismissal);
    }

    /** Whether the snapshot length hides what the client's last words say. */
    public boolean areLastWordsHidden() {
        return lastWordsHidden;
    }

    /** Frame in which the oldest open request began. */
    public long requestFrame() {
        return requestFrame;
    }

    /** Sequence number at which the oldest open request begins. */
    public int requestSequence() {
        return requestSequence;
    }

    /** What the segment in which the oldest open request begins acknowledged. */
    public int requestAcknowledgment() {
        return requestAcknowledgment;
    }

    /** When the last byte of the last request was seen, in nanoseconds since 1970. */
    public long lastRequestEndNanos() {
        return lastRequestEndNanos;
    }

    /** Frame in which the last request began. */
    public long lastRequestFrame() {
        return lastRequestFrame;
    }

    /** When the last request began, in nanoseconds since 1970. */
    public long lastRequestNanos() {
        return lastRequestNanos;
    }

    /** Sequence number at which the last request begins. */
    public int lastRequestSequence() {
        return lastRequestSequence;
    }

    /** One past the sequence number of the last request byte seen. */
    public int lastRequestEnd() {
        return lastRequestEnd;
    }

    /** When the server last sent a byte of an answer, in nanoseconds since 1970; 0 if never. */
    public long lastAnswerNanos() {
        return lastAnswerNanos;
    }

    /** How long the connection had been idle when the open request began, in nanoseconds; -1 when it is the first. */
    public long idleBeforeRequestNanos() {
        return idleBeforeRequestNanos;
    }

    /** The longest idle gap after which a request was still answered, in nanoseconds; -1 if none. */
    public long longestAnsweredGapNanos() {
        return longestAnsweredGapNanos;
    }

    /** Whether message boundaries are known, so that "whole" means what it says. */
    public boolean areBoundariesKnown() {
        return boundariesKnown;
    }

    /** Whether the server's payload came before any of the client's. */
    public boolean didServerSpeakFirst() {
        return serverSpokeFirst;
    }

    /** Whether the server switched to another protocol (101, RFC 9110 section 15.2.2): there are messages, and no requests. */
    public boolean isUpgraded() {
        return status == SWITCHING_PROTOCOLS;
    }

    /** The last HTTP status; 0 if none. */
    public int status() {
        return status;
    }

    /** Whether the last whole answer said {@code Connection: close} (RFC 9112 section 9.6). */
    public boolean didServerAnnounceClose() {
        return serverAnnouncedClose;
    }

    /** Whether the last request said {@code Connection: close}. */
    public boolean didClientAnnounceClose() {
        return clientAnnouncedClose;
    }

    /**
     * What tells the last request's method and target from others, by which a proxy's two connections are matched; nothing
     * can be read from it. 0 if unknown.
     */
    public long requestLine() {
        return requestLine;
    }

    /** Whether the last request said HTTP/1.0 and, although that is what HTTP/1.0 means, {@code Connection: close}. */
    public boolean asksInOldVersionToClose() {
        return oldVersionToClose;
    }

    /**
     * Whether a request says that a proxy passed it on, so that the client of this connection is one: {@code Via} (RFC 9110
     * section 7.6.3), {@code Forwarded} (RFC 7239), or the names that nginx, Envoy and load balancers use.
     */
    public boolean isForwarded() {
        return forwarded;
    }

    /** The {@code timeout} of the server's {@code Keep-Alive} header in seconds: a claim, not a measurement; -1 if none. */
    public int hintTimeoutSeconds() {
        return hintTimeoutSeconds;
    }

    /** Method of the last request, if it is HTTP/1. */
    public @Nullable HttpMethod method() {
        return method;
    }

    /** The server program, if it named itself. */
    public ServerSoftware software() {
        return software;
    }

    /** The version of that program, if it named that too. */
    public @Nullable Version softwareVersion() {
        return ServerSoftware.version(softwareVersion);
    }

    /** State of TLS, if TLS is spoken. */
    public @Nullable TlsState tls() {
        return tls;
    }

    /** State of HTTP/2, if it is spoken in clear. */
    public @Nullable Http2State http2() {
        return http2;
    }
}
