package dev.hangup.probe;

import dev.hangup.measurement.Advertised;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one answer of HTTP/1 (RFC 9112) to its last byte, from pieces of any size. It knows no socket, so that whoever waits
 * for one connection and whoever listens to a thousand read alike.
 */
public final class AnswerReader {
    private static final int LONGEST_HEAD = 1 << 16;
    private static final Pattern STATUS_LINE = Pattern.compile("(HTTP/\\d\\.\\d) (\\d{3})(?: .*)?");
    private static final Pattern KEEP_ALIVE_TIMEOUT =
            Pattern.compile("(?:^|[,; ])timeout=\"?(\\d{1,9}(?:\\.\\d{1,9})?)");
    private static final Pattern KEEP_ALIVE_MAX = Pattern.compile("(?:^|[,; ])max=\"?(\\d{1,9})");
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final boolean bodiless;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> fields = new HashMap<>();
    private Part part = Part.STATUS_LINE;
    private String version = "";
    private int status;
    private int headLength;
    private long left;

    /** What comes next. */
    private enum Part {
        STATUS_LINE,
        FIELDS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        /** A body that only the end of the connection ends. */
        BODY_TO_END,
        NOTHING
    }

    /** For the answer to a request of {@code method}: one to HEAD has no body. */
    public AnswerReader(String method) {
        bodiless = method.equals("HEAD");
    }

    /**
     * Takes what came; what follows the answer stays in {@code bytes}.
     *
     * @return whether the answer is whole now
     * @throws ProtocolException when it is no HTTP/1
     */
    public boolean take(ByteBuffer bytes) throws ProtocolException {
        while (part != Part.NOTHING && bytes.hasRemaining()) {
            switch (part) {
                case BODY, CHUNK -> skip(bytes);
                case BODY_TO_END -> bytes.position(bytes.limit());
                default -> take(bytes.get());
            }
        }
        return part == Part.NOTHING;
    }

    /** Whether the answer goes on for as long as the connection does (RFC 9112 section 6.3), so that its end completes it. */
    public boolean lastsToTheEnd() {
        return part == Part.BODY_TO_END;
    }

    /** The answer, whose last byte was seen at {@code lastByteNanos}. */
    public Answer answer(long lastByteNanos) {
        return new Answer(version, status, advertised(), fields.containsKey("retry-after"), lastByteNanos);
    }

    private void skip(ByteBuffer bytes) {
        int length = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + length);
        left -= length;
        if (left == 0) {
            part = part == Part.BODY ? Part.NOTHING : Part.CHUNK_END;
        }
    }

    private void take(byte next) throws ProtocolException {
        if (next != '\n') {
            text.append((char) (next & 0xff));
            if (text.length() > LONGEST_HEAD) {
                throw new ProtocolException("its answer has too long a line");
            }
            return;
        }
        boolean hasReturn = text.length() > 0 && text.charAt(text.length() - 1) == '\r';
        String line = text.substring(0, text.length() - (hasReturn ? 1 : 0));
        text.setLength(0);
        switch (part) {
            case STATUS_LINE -> statusLine(line);
            case FIELDS -> field(line);
            case CHUNK_SIZE -> chunkSize(line);
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILER -> part = line.isEmpty() ? Part.NOTHING : Part.TRAILER;
            default -> throw new IllegalStateException("no line is read in " + part);
        }
    }

    private void statusLine(String line) throws ProtocolException {
        Matcher first = STATUS_LINE.matcher(line);
        if (!first.matches()) {
            throw new ProtocolException("what it answers is not HTTP/1");
        }
        version = first.group(1);
        status = Integer.parseInt(first.group(2));
        fields.clear();
        headLength = 0;
        part = Part.FIELDS;
    }

    private void field(String line) throws ProtocolException {
        if (line.isEmpty()) {
            // Before the final answer there may be interim ones (RFC 9110 section 15.2).
            part = status < FIRST_FINAL_STATUS ? Part.STATUS_LINE : body();
            return;
        }
        headLength += line.length();
        int colon = line.indexOf(':');
        if (colon <= 0 || headLength > LONGEST_HEAD) {
            throw new ProtocolException(
                    colon <= 0 ? "its answer has a field without a colon" : "its answer has too long a head");
        }
        fields.merge(
                line.substring(0, colon).toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip(),
                (one, other) -> one + ", " + other);
    }

    private Part body() throws ProtocolException {
        if (bodiless || status == NO_CONTENT || status == NOT_MODIFIED) {
            return Part.NOTHING;
        }
        if (lowerCase("transfer-encoding").contains("chunked")) {
            return Part.CHUNK_SIZE;
        }
        if (!fields.containsKey("content-length")) {
            return Part.BODY_TO_END;
        }
        left = length(lowerCase("content-length"), 10);
        return left == 0 ? Part.NOTHING : Part.BODY;
    }

    private void chunkSize(String line) throws ProtocolException {
        left = length(line.split(";", 2)[0].strip(), 16);
        part = left == 0 ? Part.TRAILER : Part.CHUNK;
    }

    private static long length(String text, int radix) throws ProtocolException {
        try {
            // No sign is a digit (RFC 9110 section 8.6).
            long length = Long.parseUnsignedLong(text, radix);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException wrong) {
            // Told below.
        }
        throw new ProtocolException("its answer has a length that is no number");
    }

    private Advertised advertised() {
        Matcher timeout = KEEP_ALIVE_TIMEOUT.matcher(lowerCase("keep-alive"));
        Matcher max = KEEP_ALIVE_MAX.matcher(lowerCase("keep-alive"));
        String connection = lowerCase("connection");
        boolean kept = version.equals("HTTP/1.0") ? connection.contains("keep-alive") : !connection.contains("close");
        return new Advertised(
                timeout.find() ? Double.parseDouble(timeout.group(1)) : -1,
                max.find() ? Integer.parseInt(max.group(1)) : -1,
                !kept);
    }

    private String lowerCase(String name) {
        return fields.getOrDefault(name, "").toLowerCase(Locale.ROOT);
    }
}
