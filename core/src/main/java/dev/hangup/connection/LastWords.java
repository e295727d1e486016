package dev.hangup.connection;

/**
 * What the words of a client are, where who speaks when is all that a reader goes by: some protocols have words to end
 * with, and some have words that certainly ask for something.
 */
final class LastWords {
    /** SMTP, FTP, POP3, memcached and IRC; IMAP; others by hand; RTSP; memcached again, whose shutdown is its only answer. */
    private static final byte[][] UNANSWERED = {
        Ascii.bytes("quit"),
        Ascii.bytes("logout"),
        Ascii.bytes("bye"),
        Ascii.bytes("exit"),
        Ascii.bytes("teardown"),
        Ascii.bytes("noreply"),
        Ascii.bytes("shutdown")
    };

    /** The close is the answer; what a replica has got so far; CLIENT REPLY OFF (redis.io/docs/latest/commands). */
    private static final byte[][] UNANSWERED_BY_REDIS = {
        Ascii.bytes("quit"), Ascii.bytes("shutdown"), Ascii.bytes("replconf"), Ascii.bytes("client")
    };

    /** BLPOP, BRPOP, BZPOPMIN and their like, and no others; WAIT and WAITAOF. */
    private static final byte[][] BLOCKING = {
        Ascii.bytes("bl"), Ascii.bytes("br"), Ascii.bytes("bz"), Ascii.bytes("wait")
    };

    private static final byte[] QUIT = UNANSWERED_BY_REDIS[0];
    private static final byte[] CLIENT = Ascii.bytes("client");
    private static final byte[] REPLY = Ascii.bytes("reply");
    private static final byte[] XREAD = Ascii.bytes("xread");
    private static final byte[] BLOCK = Ascii.bytes("block");

    /**
     * Query, FunctionCall, Sync, and what comes before a Sync: Parse, Bind, Execute (PostgreSQL protocol 3.0, message
     * formats).
     */
    private static final String POSTGRESQL_ASKING = "QFSPBE";

    /** What is answered only in the end or never: Close, Describe, CopyData, CopyDone, CopyFail. */
    private static final String POSTGRESQL_OTHERS = "CDdcf";

    /** Type and length of a message. */
    static final int POSTGRESQL_HEADER = 1 + Integer.BYTES;
    /** Length and number of a packet. */
    static final int MYSQL_HEADER = 4;

    private static final int FASTCGI_HEADER = 8;
    private static final int FASTCGI_VERSION = 1;
    private static final int FASTCGI_BEGIN_REQUEST = 1;
    private static final int FASTCGI_STDIN = 5;
    private static final byte[] AMQP_HEARTBEAT = {8, 0, 0, 0, 0, 0, 0, (byte) 0xce};
    private static final int COM_QUIT = 0x01;
    private static final int COM_STMT_SEND_LONG_DATA = 0x18;
    private static final int COM_STMT_CLOSE = 0x19;
    private static final int COM_LAST = 0x1f;

    private static final int WEBSOCKET_BINARY = 2;

    private LastWords() {}

    /**
     * Whether {@code count} bytes at {@code at} certainly ask for something: in a protocol that is known by its own words,
     * else if they are a line of text without one of the well-known words that need no answer, after an {@code earlier}
     * one got its own. Binary words of a protocol that is not known may be anything.
     */
    static boolean ask(Protocol protocol, boolean earlier, byte[] bytes, int at, int count) {
        int end = at + count;
        return switch (protocol) {
            case POSTGRESQL -> askPostgresql(bytes, at, end);
            case MYSQL -> askMysql(bytes, at, end);
            case FASTCGI -> askFastCgi(bytes, at, end);
            case REDIS ->
                at < end && bytes[at] == '*' ? askRedis(bytes, at, end) : earlier && isAskingLine(bytes, at, end);
            default -> earlier && isAskingLine(bytes, at, end);
        };
    }

    /** Whether it is nothing but a heartbeat, which nobody answers (AMQP 0-9-1 section 4.2.7). */
    static boolean isHeartbeat(byte[] bytes, int at, int count) {
        return count == AMQP_HEARTBEAT.length && Ascii.starts(bytes, at, count, AMQP_HEARTBEAT);
    }

    /**
     * Whether a client that says this is about to close: Terminate of PostgreSQL, COM_QUIT of MySQL, QUIT of Redis, and nothing
     * else.
     */
    static boolean isFarewell(Protocol protocol, byte[] bytes, int at, int count) {
        return switch (protocol) {
            case POSTGRESQL -> count == POSTGRESQL_HEADER && bytes[at] == 'X' && int32(bytes, at + 1) == Integer.BYTES;
            case MYSQL ->
                count == MYSQL_HEADER + 1
                        && bytes[at] == 1
                        && bytes[at + 3] == 0
                        && bytes[at + MYSQL_HEADER] == COM_QUIT;
            case REDIS -> {
                int name = redisCommand(bytes, at, at + count);
                yield name >= 0 && begins(bytes, name, at + count, QUIT);
            }
            default -> false;
        };
    }

    /**
     * Whether they ask Redis for what there may never be, so that nobody is surprised to wait, or to leave; or for no answers
     * from now on (CLIENT REPLY).
     */
    static boolean block(byte[] bytes, int at, int count) {
        int end = at + count;
        int name = redisCommand(bytes, at, end);
        if (name < 0) {
            return false;
        }
        for (byte[] word : BLOCKING) {
            if (begins(bytes, name, end, word)) {
                return true;
            }
        }
        return begins(bytes, name, end, XREAD) && Ascii.contains(bytes, name, end, BLOCK)
                || begins(bytes, name, end, CLIENT) && Ascii.contains(bytes, name, end, REPLY);
    }

    /**
     * Whether a frame of a WebSocket client begins at {@code at} that carries a message or a part of one, and is neither Close,
     * Ping nor Pong (RFC 6455 section 5.2).
     */
    static boolean isWebSocketMessage(byte[] bytes, int at, int end) {
        return end - at >= 2 && (bytes[at] & 0x3f) <= WEBSOCKET_BINARY && bytes[at + 1] < 0;
    }

    private static boolean isAskingLine(byte[] bytes, int at, int end) {
        if (end - at < 2 || bytes[end - 1] != '\n') {
            return false;
        }
        for (int i = at; i < end; i++) {
            boolean isText = bytes[i] >= ' ' && bytes[i] < 0x7f || bytes[i] == '\r' || bytes[i] == '\n';
            if (!isText) {
                return false;
            }
        }
        for (byte[] word : UNANSWERED) {
            if (holdsWord(bytes, at, end, word)) {
                return false;
            }
        }
        return true;
    }

    /** A part of a key is no word. */
    private static boolean holdsWord(byte[] bytes, int at, int end, byte[] word) {
        for (int i = Ascii.indexOf(bytes, at, end, word); i >= 0; i = Ascii.indexOf(bytes, i + 1, end, word)) {
            int behind = i + word.length;
            if ((i == at || bytes[i - 1] <= ' ') && (behind == end || !Character.isLetterOrDigit(bytes[behind]))) {
                return true;
            }
        }
        return false;
    }

    private static boolean askPostgresql(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at >= POSTGRESQL_HEADER) {
            int length = int32(bytes, at + 1);
            if (length < Integer.BYTES) {
                return false;
            }
            if (POSTGRESQL_ASKING.indexOf(bytes[at]) >= 0) {
                return true;
            }
            if (POSTGRESQL_OTHERS.indexOf(bytes[at]) < 0 || length > end - at) {
                return false;
            }
            at += 1 + length;
        }
        return false;
    }

    /** The first packet of a command has number 0 (MySQL client/server protocol, command phase). */
    private static boolean askMysql(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at > MYSQL_HEADER && bytes[at + 3] == 0) {
            int length = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
            int command = bytes[at + MYSQL_HEADER];
            at += MYSQL_HEADER + length;
            boolean isWhole = length > 0 && at <= end;
            if (!isWhole || command <= COM_QUIT || command > COM_LAST) {
                return false;
            }
            if (command != COM_STMT_SEND_LONG_DATA && command != COM_STMT_CLOSE) {
                return true;
            }
        }
        return false;
    }

    /** A request begins, or an empty record ends what stands in for its body (FastCGI 1.0 sections 5.1 and 5.3). */
    private static boolean askFastCgi(byte[] bytes, int at, int end) {
        int last = end - FASTCGI_HEADER;
        return last >= at
                && (isFastCgi(bytes, at, FASTCGI_BEGIN_REQUEST)
                        || isFastCgi(bytes, last, FASTCGI_STDIN) && bytes[last + 4] == 0 && bytes[last + 5] == 0);
    }

    private static boolean isFastCgi(byte[] bytes, int at, int type) {
        return bytes[at] == FASTCGI_VERSION && bytes[at + 1] == type;
    }

    private static boolean askRedis(byte[] bytes, int at, int end) {
        int name = redisCommand(bytes, at, end);
        if (name < 0) {
            return false;
        }
        for (byte[] word : UNANSWERED_BY_REDIS) {
            int behind = name + word.length;
            if (begins(bytes, name, end, word) && (behind == end || bytes[behind] == '\r')) {
                return false;
            }
        }
        return true;
    }

    /** Where the name of a command begins that is an array of Redis: after {@code *2 CRLF $3 CRLF}; -1 if it is none. */
    private static int redisCommand(byte[] bytes, int at, int end) {
        if (at == end || bytes[at] != '*') {
            return -1;
        }
        int length = Newline.find(bytes, at, end) + 1;
        if (length == 0 || length == end || bytes[length] != '$') {
            return -1;
        }
        int name = Newline.find(bytes, length, end) + 1;
        return name == 0 || name == end ? -1 : name;
    }

    static boolean begins(byte[] bytes, int at, int end, byte[] word) {
        return end - at >= word.length && Ascii.matches(bytes, at, word);
    }

    static int int32(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }
}
