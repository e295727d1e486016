package dev.hangup.connection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The request methods of RFC 9110 section 9, PATCH (RFC 5789) and the common WebDAV ones. */
public enum HttpMethod {
    GET(true),
    HEAD(true),
    POST(false),
    PUT(true),
    DELETE(true),
    CONNECT(false),
    OPTIONS(true),
    TRACE(true),
    PATCH(false),
    PROPFIND(true),
    REPORT(true);

    private static final HttpMethod[] ALL = values();
    private static final byte[][] PREFIXES =
            Arrays.stream(ALL).map(method -> Ascii.bytes(method.name() + " ")).toArray(byte[][]::new);

    private final boolean idempotent;

    HttpMethod(boolean idempotent) {
        this.idempotent = idempotent;
    }

    /** Whether sending it twice has the effect of sending it once (RFC 9110 section 9.2.2): safe to retry. */
    public boolean isIdempotent() {
        return idempotent;
    }

    /** Whether a stream begins with a method; see {@link FirstBytes#of}. */
    static boolean opens(long opening, int length) {
        for (byte[] prefix : PREFIXES) {
            if (FirstBytes.starts(opening, length, prefix)) {
                return true;
            }
        }
        return false;
    }

    static @Nullable HttpMethod at(byte[] bytes, int at, int captured) {
        for (int i = 0; i < ALL.length; i++) {
            if (Ascii.starts(bytes, at, captured, PREFIXES[i])) {
                return ALL[i];
            }
        }
        return null;
    }
}
