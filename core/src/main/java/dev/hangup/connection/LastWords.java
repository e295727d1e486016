package dev.hangup.connection;

/**
 * What the words of a client are, where who speaks when is all that a reader goes by: some protocols have words to end
 * with, and some have words that certainly ask for something.
 */
final class LastWords {
    /** SMTP, FTP, POP3, Redis, memcached and IRC; IMAP; others by hand; RTSP; memcached again. */
    private static final byte[][] UNANSWERED = {
        Ascii.bytes("quit"),
        Ascii.bytes("logout"),
        Ascii.bytes("bye"),
        Ascii.bytes("exit"),
        Ascii.bytes("teardown"),
        Ascii.bytes("noreply")
    };

    private LastWords() {}

    /**
     * Whether {@code count} bytes at {@code at} are a line of text, or a command of Redis (RESP arrays), without one of the
     * well-known words that need no answer: whoever sends it wants one. Binary words may be anything.
     */
    static boolean ask(byte[] bytes, int at, int count) {
        int end = at + count;
        if (count < 2 || bytes[end - 1] != '\n') {
            return false;
        }
        for (int i = at; i < end; i++) {
            boolean isText = bytes[i] >= ' ' && bytes[i] < 0x7f || bytes[i] == '\r' || bytes[i] == '\n';
            if (!isText) {
                return false;
            }
        }
        for (byte[] word : UNANSWERED) {
            if (Ascii.contains(bytes, at, end, word)) {
                return false;
            }
        }
        return true;
    }
}
