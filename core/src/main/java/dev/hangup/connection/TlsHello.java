package dev.hangup.connection;

/** Looks into the hello messages of TLS, as far as they were captured (RFC 8446 section 4.1). */
final class TlsHello {
    private static final int EXTENSION_ALPN = 16;
    private static final int EXTENSION_SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;

    private TlsHello() {}

    /** Whether a ClientHello offers {@code h2} by ALPN (RFC 7301). */
    static boolean offersHttp2(byte[] bytes, int at, int end) {
        int sessionId = at + 38;
        int ciphers = sessionId + 1 + u8(bytes, sessionId, end);
        int compressions = ciphers + 2 + u16(bytes, ciphers, end);
        int extensions = compressions + 1 + u8(bytes, compressions, end);
        int alpn = extension(bytes, extensions, end, EXTENSION_ALPN);
        if (alpn < 0) {
            return false;
        }
        int listEnd = Math.min(end, alpn + 2 + u16(bytes, alpn, end));
        for (int name = alpn + 2; name + 2 < listEnd; name += 1 + u8(bytes, name, end)) {
            if (bytes[name] == 2 && bytes[name + 1] == 'h' && bytes[name + 2] == '2') {
                return true;
            }
        }
        return false;
    }

    /** Whether a ServerHello chooses TLS 1.3. */
    static boolean choosesVersion13(byte[] bytes, int at, int end) {
        int sessionId = at + 38;
        int extensions = sessionId + 1 + u8(bytes, sessionId, end) + 3;
        int versions = extension(bytes, extensions, end, EXTENSION_SUPPORTED_VERSIONS);
        return versions >= 0 && u16(bytes, versions, end) == TLS_1_3;
    }

    /** Where the data of an extension begins, or -1. */
    private static int extension(byte[] bytes, int extensions, int end, int wanted) {
        int at = extensions + 2;
        while (at + 4 <= end) {
            if (u16(bytes, at, end) == wanted) {
                return at + 4;
            }
            at += 4 + u16(bytes, at + 2, end);
        }
        return -1;
    }

    private static int u8(byte[] bytes, int at, int end) {
        return at < end ? bytes[at] & 0xff : 0;
    }

    private static int u16(byte[] bytes, int at, int end) {
        return u8(bytes, at, end) << 8 | u8(bytes, at + 1, end);
    }
}
