package dev.hangup.connection;

import dev.hangup.capture.Segment;
import org.jspecify.annotations.Nullable;

/**
 * What a start line and the header fields behind it say of how long an HTTP/1 message is, whether the connection persists,
 * and who speaks (RFC 9112 sections 3, 4, 6 and 9.3). Values are looked at in place and never kept.
 *
 * <p>Most headers lie whole in the segment that begins with them. Those need no connection to be read, so the thread that
 * reads the capture does it ({@link #lookAhead}); of the others the lines come one by one, with {@link #load} and {@link
 * #store} around each.
 */
final class HttpHead implements Segment.Preview {
    static final long UNKNOWN_LENGTH = -1;

    /** So much of a request line tells it from others; more than that may be missing from what was carried over. */
    private static final int HASHED = 128;

    private static final int SHORTEST_STATUS_LINE = 12;
    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;
    private static final byte[] HTTP_1 = Ascii.bytes("http/1.");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] AUTHORITY = Ascii.bytes("://");
    private static final int HTTP_VERSION = 8;
    private static final byte[] HTTP_1_0 = Ascii.bytes("HTTP/1.0");
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] CONNECTION = Ascii.bytes("connection");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] EVENT_STREAM = Ascii.bytes("text/event-stream");
    private static final byte[] MIXED_REPLACE = Ascii.bytes("multipart/x-mixed-replace");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] FORWARDED = Ascii.bytes("forwarded");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] SERVER = Ascii.bytes("server");
    private static final byte[] TIMEOUT = Ascii.bytes("timeout=");
    private static final byte[] TRANSFER_ENCODING = Ascii.bytes("transfer-encoding");
    private static final byte[] VIA = Ascii.bytes("via");
    private static final byte[] X_ENVOY = Ascii.bytes("x-envoy-");
    private static final byte[] X_FORWARDED = Ascii.bytes("x-forwarded-");
    private static final byte[] X_REAL_IP = Ascii.bytes("x-real-ip");
    private static final byte[] X_POWERED_BY = Ascii.bytes("x-powered-by");
    private static final int NOWHERE = -1;
    private static final int NOT_SAID = Integer.MIN_VALUE;

    private boolean request;
    private int end;
    private @Nullable HttpMethod method;
    private long requestLine;
    private boolean announcedClose;
    private boolean oldVersionToClose;
    private boolean forwarded;
    private char status;
    private boolean saysClose;
    private int hintTimeoutSeconds;
    private long length;
    private boolean chunked;
    private boolean endless;
    /** Where the values are of the {@code Server} and {@code X-Powered-By} fields. */
    private int serverAt;

    private int serverEnd;
    private int poweredAt;
    private int poweredEnd;
    /** Whether one of them came twice: then each has to be asked in turn for a product that is known. */
    private boolean isNamedTwice;

    /** Reads a header that lies whole at the beginning of the payload; for the thread that reads the capture. */
    static void lookAhead(Segment segment) {
        if (segment.payloadLength == 0) {
            return;
        }
        HttpHead head = of(segment);
        if (head == null && mayBeHead(segment)) {
            head = new HttpHead();
            segment.preview = head;
        }
        if (head != null) {
            head.scan(segment);
        }
    }

    /** What was read ahead; null if nothing was. */
    static @Nullable HttpHead of(Segment segment) {
        return segment.preview instanceof HttpHead head ? head : null;
    }

    /** Requests that are shorter than any status line are rare enough to be read line by line. */
    private static boolean mayBeHead(Segment segment) {
        byte first = FirstBytes.byteAt(segment.opening, 0);
        return segment.payloadCaptured >= SHORTEST_STATUS_LINE && first >= 'A' && first <= 'Z';
    }

    /** Reads a header at the beginning of the payload; afterwards it {@link #isWhole}, or else has to be read line by line. */
    void scan(Segment segment) {
        end = 0;
        if (!mayBeHead(segment)) {
            return;
        }
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset;
        int capturedEnd = at + segment.payloadCaptured;
        boolean answers = Ascii.starts(bytes, at, segment.payloadCaptured, FirstBytes.STATUS_LINE);
        int lineEnd = Newline.find(bytes, at, capturedEnd);
        if (lineEnd < 0 || !start(bytes, at, withoutReturn(bytes, at, lineEnd), !answers)) {
            return;
        }
        for (at = lineEnd + 1; at < capturedEnd; at = lineEnd + 1) {
            lineEnd = Newline.find(bytes, at, capturedEnd);
            if (lineEnd < 0) {
                return;
            }
            int to = withoutReturn(bytes, at, lineEnd);
            if (to == at) {
                end = isNamedTwice ? 0 : lineEnd + 1;
                return;
            }
            field(bytes, at, to);
        }
    }

    /** The end of a line without the CR before its line feed. */
    static int withoutReturn(byte[] text, int from, int to) {
        return to > from && text[to - 1] == '\r' ? to - 1 : to;
    }

    @Override
    public void move(int by) {
        if (!isWhole()) {
            return;
        }
        end += by;
        if (serverAt != NOWHERE) {
            serverAt += by;
            serverEnd += by;
        }
        if (poweredAt != NOWHERE) {
            poweredAt += by;
            poweredEnd += by;
        }
    }

    /** Whether all of it, and the blank line behind it, was in the payload. */
    boolean isWhole() {
        return end > 0;
    }

    /** Whether it is a request's. */
    boolean isRequest() {
        return request;
    }

    /** Where the message goes on behind the blank line, in the segment's bytes. */
    int end() {
        return end;
    }

    /** Reads a start line; answers whether it is one. */
    boolean start(byte[] text, int from, int to, boolean isRequest) {
        request = isRequest;
        length = UNKNOWN_LENGTH;
        chunked = false;
        endless = false;
        serverAt = NOWHERE;
        poweredAt = NOWHERE;
        isNamedTwice = false;
        forwarded = false;
        saysClose = false;
        hintTimeoutSeconds = NOT_SAID;
        if (isRequest) {
            method = HttpMethod.at(text, from, to - from);
            if (method == null) {
                return false;
            }
            requestLine = hash(text, from, to);
            announcedClose = Ascii.starts(text, Math.max(from, to - HTTP_VERSION), HTTP_VERSION, HTTP_1_0);
            oldVersionToClose = false;
        } else {
            if (to - from < SHORTEST_STATUS_LINE || !Ascii.starts(text, from, to - from, FirstBytes.STATUS_LINE)) {
                return false;
            }
            status = (char) Math.max(0, number(text, from + 9, from + 12));
            saysClose = text[from + 7] == '0';
        }
        return true;
    }

    /**
     * A hash (FNV-1a, 64 bits) of method and target, without what a proxy changes: the version, and scheme and authority, which
     * stand before the path in what a client sends to a proxy, but not in what that sends to the server (RFC 9112 sections
     * 3.2.1 and 3.2.2). Of a long line the beginning counts; of one that the snapshot cut nothing is known.
     */
    private static long hash(byte[] text, int from, int to) {
        int version = to - HTTP_VERSION;
        boolean hasVersion = version > from && Ascii.matches(text, version, HTTP_1);
        if (!hasVersion && to - from < HASHED) {
            return 0;
        }
        int end = Math.min(hasVersion ? version : to, from + HASHED);
        long hash = FNV_BASIS;
        int at = from;
        int last;
        do {
            last = text[at];
            hash = (hash ^ last & 0xff) * FNV_PRIME;
            at++;
        } while (at < end && last != ' ');
        int path = at < end && text[at] != '/' ? pathAt(text, at, end) : at;
        if (path > at && (path >= end || text[path] != '/')) {
            hash = (hash ^ '/') * FNV_PRIME;
        }
        for (int i = path; i < end; i++) {
            hash = (hash ^ text[i] & 0xff) * FNV_PRIME;
        }
        return hash;
    }

    /** Where the path begins in a target: behind scheme and authority, if it has them. */
    private static int pathAt(byte[] text, int target, int end) {
        int at = target;
        if (end - at > HTTP.length && Ascii.matches(text, at, HTTP)) {
            at += HTTP.length;
            at += (text[at] | 0x20) == 's' ? 1 : 0;
            if (end - at > AUTHORITY.length && Ascii.matches(text, at, AUTHORITY)) {
                at += AUTHORITY.length;
                while (at < end && text[at] != '/' && text[at] != '?' && text[at] != ' ') {
                    at++;
                }
                return at;
            }
        }
        return target;
    }

    /** Looks at the few header fields that matter; the first letter tells most of the others away. */
    void field(byte[] text, int from, int to) {
        switch (text[from] | 0x20) {
            case 'c' -> {
                if (isField(text, from, to, CONTENT_LENGTH)) {
                    length = number(text, from + 15, to);
                } else if (isField(text, from, to, CONNECTION)) {
                    persistence(text, from + 11, to);
                } else if (!request && isField(text, from, to, CONTENT_TYPE)) {
                    endless = Ascii.contains(text, from + 13, to, EVENT_STREAM)
                            || Ascii.contains(text, from + 13, to, MIXED_REPLACE);
                }
            }
            case 't' -> {
                if (isField(text, from, to, TRANSFER_ENCODING)) {
                    chunked = Ascii.contains(text, from + 18, to, CHUNKED);
                }
            }
            case 'k' -> {
                if (isField(text, from, to, KEEP_ALIVE)) {
                    int timeout = Ascii.indexOf(text, from + 11, to, TIMEOUT);
                    if (timeout >= 0) {
                        hintTimeoutSeconds = (int) Math.min(Integer.MAX_VALUE, number(text, timeout + 8, to));
                    }
                }
            }
            case 's', 'x' -> {
                forwarded |= isForwardedBy(text, from, to);
                if (isField(text, from, to, SERVER)) {
                    isNamedTwice |= serverAt != NOWHERE;
                    serverAt = from + 7;
                    serverEnd = to;
                } else if (isField(text, from, to, X_POWERED_BY)) {
                    isNamedTwice |= poweredAt != NOWHERE;
                    poweredAt = from + 13;
                    poweredEnd = to;
                }
            }
            case 'f' -> forwarded |= isField(text, from, to, FORWARDED);
            case 'v' -> forwarded |= isField(text, from, to, VIA);
            default -> {
                // Nothing that decides where a message ends or whether the connection persists.
            }
        }
    }

    private void persistence(byte[] text, int from, int to) {
        if (Ascii.contains(text, from, to, CLOSE)) {
            saysClose = true;
            oldVersionToClose |= announcedClose;
            announcedClose = true;
        } else if (Ascii.contains(text, from, to, KEEP_ALIVE)) {
            saysClose = false;
            announcedClose = false;
        }
    }

    /** Goes on with what the earlier lines of a header said. */
    void load(Exchanges exchanges, Side side, boolean fromClient) {
        request = fromClient;
        method = exchanges.method;
        requestLine = exchanges.requestLine;
        announcedClose = exchanges.clientAnnouncedClose;
        oldVersionToClose = exchanges.oldVersionToClose;
        forwarded = false;
        status = exchanges.status;
        saysClose = side.saysClose;
        hintTimeoutSeconds = NOT_SAID;
        length = side.left;
        chunked = side.isChunked;
        endless = exchanges.endless;
        serverAt = NOWHERE;
        poweredAt = NOWHERE;
        isNamedTwice = false;
    }

    /** Leaves what it says with the connection; {@code text} is what it was read from. */
    void store(Exchanges exchanges, Side side, byte[] text, ServerProduct product) {
        side.left = length;
        side.isChunked = chunked;
        side.saysClose = saysClose;
        if (request) {
            exchanges.method = method;
            exchanges.requestLine = requestLine;
            exchanges.clientAnnouncedClose = announcedClose;
            exchanges.oldVersionToClose = oldVersionToClose;
            exchanges.forwarded |= forwarded;
            int bit = 1 << exchanges.requests - 1;
            exchanges.headMask = method == HttpMethod.HEAD ? exchanges.headMask | bit : exchanges.headMask & ~bit;
            return;
        }
        exchanges.status = status;
        exchanges.endless = endless;
        if (hintTimeoutSeconds != NOT_SAID) {
            exchanges.hintTimeoutSeconds = hintTimeoutSeconds;
        }
        if (exchanges.answered == 0) {
            boolean poweredFirst = poweredAt != NOWHERE && (serverAt == NOWHERE || poweredAt < serverAt);
            if (poweredFirst) {
                storePower(exchanges, text);
            }
            storeServer(exchanges, side, text, product);
            if (!poweredFirst) {
                storePower(exchanges, text);
            }
        }
    }

    private void storeServer(Exchanges exchanges, Side side, byte[] text, ServerProduct product) {
        if (serverAt != NOWHERE && exchanges.software == ServerSoftware.UNKNOWN) {
            product.read(text, serverAt, serverEnd);
            exchanges.software = product.software();
            exchanges.softwareVersion = product.version();
            side.serverTokenLength = (short) Math.min(Short.MAX_VALUE, serverEnd - serverAt - 1);
        }
    }

    private void storePower(Exchanges exchanges, byte[] text) {
        if (poweredAt != NOWHERE && exchanges.software == ServerSoftware.UNKNOWN) {
            exchanges.software = ServerSoftware.in(text, poweredAt, poweredEnd - poweredAt);
        }
    }

    /** The names that proxies give to what they pass on: nginx, Envoy, HAProxy and load balancers, beside the standard's. */
    private static boolean isForwardedBy(byte[] text, int from, int to) {
        return begins(text, from, to, X_FORWARDED)
                || begins(text, from, to, X_ENVOY)
                || isField(text, from, to, X_REAL_IP);
    }

    private static boolean begins(byte[] text, int from, int to, byte[] word) {
        return to - from >= word.length && Ascii.matches(text, from, word);
    }

    private static boolean isField(byte[] text, int from, int to, byte[] name) {
        int length = name.length;
        return to - from > length && text[from + length] == ':' && Ascii.matches(text, from, name);
    }

    /** The decimal number at {@code from}, after blanks; -1 if there is none. */
    private static long number(byte[] text, int from, int to) {
        int i = from;
        while (i < to && (text[i] == ' ' || text[i] == '\t')) {
            i++;
        }
        long value = -1;
        for (; i < to && text[i] >= '0' && text[i] <= '9' && value < Long.MAX_VALUE / 100; i++) {
            value = Math.max(0, value) * 10 + (text[i] - '0');
        }
        return value;
    }
}
