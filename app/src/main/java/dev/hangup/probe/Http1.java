package dev.hangup.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Requests and answers of HTTP/1.1 (RFC 9112), read to their last byte: from there a connection is idle. */
public final class Http1 {
    /** Methods whose requests usually have a body: that there is none is to be said (RFC 9110 section 8.6). */
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

    private Http1() {}

    /** The bytes of a request that asks for the connection to be kept. */
    public static byte[] request(Target target, String method, String version) {
        return (method + " " + target.path() + " " + version + "\r\nHost: " + target.authority() + "\r\nUser-Agent: "
                        + UserAgent.TEXT + "\r\nAccept: */*\r\nConnection: keep-alive\r\n"
                        + (WITH_CONTENT.contains(method) ? "Content-Length: 0\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Waits for the answer to a request of {@code method}.
     *
     * @throws IOException when the line fails, or what comes is no HTTP/1
     */
    static Heard read(Line line, String method, long deadlineNanos) throws IOException {
        AnswerReader reader = new AnswerReader(method);
        while (!reader.take(line.received())) {
            Line.Event event = line.read(deadlineNanos);
            if (event != Line.Event.DATA) {
                return reader.lastsToTheEnd()
                        ? new Heard(reader.answer(line.heardNanos()), Line.Event.DATA)
                        : new Heard(null, event);
            }
        }
        return new Heard(reader.answer(line.heardNanos()), Line.Event.DATA);
    }
}
