package dev.hangup.probe;

import dev.hangup.measurement.Advertised;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests and answers of HTTP/1 (RFC 9112), read to their last byte: from there a connection is idle. */
final class Http1 {
    private static final int LONGEST_HEAD = 1 << 16;
    private static final Pattern STATUS_LINE = Pattern.compile("(HTTP/\\d\\.\\d) (\\d{3})(?: .*)?");
    private static final Pattern KEEP_ALIVE_TIMEOUT =
            Pattern.compile("(?:^|[,; ])timeout=\"?(\\d{1,9}(?:\\.\\d{1,9})?)");
    private static final Pattern KEEP_ALIVE_MAX = Pattern.compile("(?:^|[,; ])max=\"?(\\d{1,9})");
    /** Methods whose requests usually have a body: that there is none is to be said (RFC 9110 section 8.6). */
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

    private static final int FIRST_FINAL_STATUS = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Line line;
    private final boolean bodiless;
    private final long deadlineNanos;

    /** Ends the reading of an answer from within: what came was no further byte. */
    private static final class Cut extends Exception {
        private final transient Line.Event event;

        Cut(Line.Event event) {
            super(null, null, false, false);
            this.event = event;
        }
    }

    private Http1(Line line, boolean bodiless, long deadlineNanos) {
        this.line = line;
        this.bodiless = bodiless;
        this.deadlineNanos = deadlineNanos;
    }

    /** The bytes of a request that asks for the connection to be kept. */
    static byte[] request(Target target, String method, String version) {
        return (method + " " + target.path() + " " + version + "\r\nHost: " + target.authority() + "\r\nUser-Agent: "
                        + UserAgent.TEXT + "\r\nAccept: */*\r\nConnection: keep-alive\r\n"
                        + (WITH_CONTENT.contains(method) ? "Content-Length: 0\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the answer to a request of {@code method}.
     *
     * @throws IOException when the line fails, or what comes is no HTTP/1
     */
    static Heard read(Line line, String method, long deadlineNanos) throws IOException {
        try {
            return new Heard(new Http1(line, method.equals("HEAD"), deadlineNanos).answer(), Line.Event.DATA);
        } catch (Cut cut) {
            return new Heard(null, cut.event);
        }
    }

    private Answer answer() throws IOException, Cut {
        while (true) {
            Matcher first = STATUS_LINE.matcher(textLine());
            if (!first.matches()) {
                throw new ProtocolException("what it answers is not HTTP/1");
            }
            int status = Integer.parseInt(first.group(2));
            Map<String, String> fields = fields();
            if (status >= FIRST_FINAL_STATUS) {
                skipBody(status, fields);
                return new Answer(
                        first.group(1),
                        status,
                        advertised(fields, first.group(1)),
                        fields.containsKey("retry-after"),
                        line.heardNanos());
            }
        }
    }

    private Map<String, String> fields() throws IOException, Cut {
        Map<String, String> fields = new HashMap<>();
        int length = 0;
        String field = textLine();
        while (!field.isEmpty()) {
            length += field.length();
            int colon = field.indexOf(':');
            if (colon <= 0 || length > LONGEST_HEAD) {
                throw new ProtocolException(
                        colon <= 0 ? "its answer has a field without a colon" : "its answer has too long a head");
            }
            fields.merge(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
            field = textLine();
        }
        return fields;
    }

    private static Advertised advertised(Map<String, String> fields, String version) {
        String keepAlive = fields.getOrDefault("keep-alive", "").toLowerCase(Locale.ROOT);
        String connection = fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        Matcher timeout = KEEP_ALIVE_TIMEOUT.matcher(keepAlive);
        Matcher max = KEEP_ALIVE_MAX.matcher(keepAlive);
        boolean kept = version.equals("HTTP/1.0") ? connection.contains("keep-alive") : !connection.contains("close");
        return new Advertised(
                timeout.find() ? Double.parseDouble(timeout.group(1)) : -1,
                max.find() ? Integer.parseInt(max.group(1)) : -1,
                !kept);
    }

    private void skipBody(int status, Map<String, String> fields) throws IOException, Cut {
        if (bodiless || status == NO_CONTENT || status == NOT_MODIFIED) {
            return;
        }
        if (fields.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            skipChunks();
        } else if (fields.containsKey("content-length")) {
            skip(length(fields.getOrDefault("content-length", ""), 10));
        } else {
            skipToEnd();
        }
    }

    private void skipChunks() throws IOException, Cut {
        long length;
        do {
            length = length(textLine().split(";", 2)[0].strip(), 16);
            skip(length);
            if (length > 0) {
                textLine();
            }
        } while (length > 0);
        while (!textLine().isEmpty()) {
            // A trailer field.
        }
    }

    private static long length(String text, int radix) throws ProtocolException {
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException wrong) {
            throw new ProtocolException("its answer has a length that is no number");
        }
    }

    private void skip(long length) throws IOException, Cut {
        for (long i = 0; i < length; i++) {
            next();
        }
    }

    private void skipToEnd() throws IOException {
        while (true) {
            Line.Event event = line.read(deadlineNanos);
            if (event != Line.Event.DATA) {
                return;
            }
        }
    }

    private String textLine() throws IOException, Cut {
        StringBuilder text = new StringBuilder();
        int next = next();
        while (next != '\n') {
            text.append((char) next);
            if (text.length() > LONGEST_HEAD) {
                throw new ProtocolException("its answer has too long a line");
            }
            next = next();
        }
        boolean hasReturn = text.length() > 0 && text.charAt(text.length() - 1) == '\r';
        return hasReturn ? text.substring(0, text.length() - 1) : text.toString();
    }

    private int next() throws IOException, Cut {
        if (!line.received().hasRemaining()) {
            Line.Event event = line.read(deadlineNanos);
            if (event != Line.Event.DATA) {
                throw new Cut(event);
            }
        }
        return line.received().get() & 0xff;
    }
}
