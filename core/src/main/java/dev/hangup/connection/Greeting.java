package dev.hangup.connection;

/**
 * Recognises protocols by the first eight bytes of either side, for the sake of a name in the report: their messages are
 * told by turns.
 */
final class Greeting {
    private static final byte[] AMQP = Ascii.bytes("AMQP");
    private static final byte[] SSH = Ascii.bytes("SSH-");
    private static final byte[] READY = Ascii.bytes("220");
    private static final byte[] IMAP = Ascii.bytes("* OK");
    private static final byte[] POP3 = Ascii.bytes("+OK");
    private static final byte[] PONG = Ascii.bytes("+PONG");
    private static final byte[] EHLO = Ascii.bytes("ehlo");
    private static final byte[] HELO = Ascii.bytes("helo");
    private static final byte[] USER = Ascii.bytes("user");
    /** Makes letters lower case, and leaves digits and blanks alone. */
    private static final long LOWER_CASE = 0x2020_2020_2020_2020L;

    /** SSLRequest, GSSENCRequest and CancelRequest of PostgreSQL (protocol 3.0, message formats). */
    private static final long POSTGRESQL_SSL = 0x0000_0008_04d2_162fL;

    private static final long POSTGRESQL_GSS = 0x0000_0008_04d2_1630L;
    private static final long POSTGRESQL_CANCEL = 0x0000_0010_04d2_162eL;
    private static final int POSTGRESQL_3_0 = 0x0003_0000;
    /** ApiVersions, which every Kafka client of today sends first. */
    private static final int KAFKA_API_VERSIONS = 18;

    /** Version, FCGI_BEGIN_REQUEST, the length of its body, and a reserved byte (FastCGI 1.0 sections 3.3 and 5.1). */
    private static final long FASTCGI_BEGIN = 0x0101_0000_0008_0000L;

    private static final long FASTCGI_BEGIN_MASK = 0xffff_0000_ffff_00ffL;

    private static final int MYSQL_PROTOCOL_10 = 0x0a;
    private static final int MQTT_CONNECT = 0x10;

    private Greeting() {}

    /** What is spoken after these openings ({@link FirstBytes#of}); {@link Protocol#UNKNOWN} where they do not tell. */
    static Protocol of(Side client, Side server) {
        Protocol byClient = ofClient(client.opening, client.openingLength);
        return byClient == Protocol.UNKNOWN ? ofServer(server.opening, server.openingLength, client) : byClient;
    }

    private static Protocol ofClient(long opening, int length) {
        if (isResp(opening, length)) {
            return Protocol.REDIS;
        }
        if (FirstBytes.starts(opening, length, AMQP)) {
            return Protocol.AMQP;
        }
        if (FirstBytes.starts(opening, length, SSH)) {
            return Protocol.SSH;
        }
        if (length < FirstBytes.ENOUGH) {
            return Protocol.UNKNOWN;
        }
        int upper = (int) (opening >>> 32);
        int lower = (int) opening;
        if (opening == POSTGRESQL_SSL || opening == POSTGRESQL_GSS || opening == POSTGRESQL_CANCEL) {
            return Protocol.POSTGRESQL;
        }
        if ((opening & FASTCGI_BEGIN_MASK) == FASTCGI_BEGIN) {
            return Protocol.FASTCGI;
        }
        if (upper >>> 16 == 0 && lower == POSTGRESQL_3_0) {
            return Protocol.POSTGRESQL;
        }
        if (upper >>> 16 == 0 && lower >>> 16 == KAFKA_API_VERSIONS && (lower & 0xffff) < 16) {
            return Protocol.KAFKA;
        }
        boolean mqtt = upper >>> 24 == MQTT_CONNECT && (upper & 0xffff) == 4 && lower == 0x4d51_5454;
        return mqtt ? Protocol.MQTT : Protocol.UNKNOWN;
    }

    /** An array of Redis, in which every command is: {@code *}, one or two digits, CR. */
    private static boolean isResp(long opening, int length) {
        if (length < 4 || FirstBytes.byteAt(opening, 0) != '*' || !isDigit(FirstBytes.byteAt(opening, 1))) {
            return false;
        }
        int end = isDigit(FirstBytes.byteAt(opening, 2)) ? 3 : 2;
        return FirstBytes.byteAt(opening, end) == '\r';
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** Those whose server speaks first. */
    private static Protocol ofServer(long opening, int length, Side client) {
        if (length == FirstBytes.ENOUGH
                && FirstBytes.byteAt(opening, 3) == 0
                && FirstBytes.byteAt(opening, 4) == MYSQL_PROTOCOL_10
                && isDigit(FirstBytes.byteAt(opening, 5))) {
            return Protocol.MYSQL;
        }
        if (FirstBytes.starts(opening, length, SSH)) {
            return Protocol.SSH;
        }
        if (FirstBytes.starts(opening, length, IMAP)) {
            return Protocol.IMAP;
        }
        if (FirstBytes.starts(opening, length, POP3)) {
            return Protocol.POP3;
        }
        if (FirstBytes.starts(opening, length, PONG)) {
            return Protocol.REDIS;
        }
        if (!FirstBytes.starts(opening, length, READY)) {
            return Protocol.UNKNOWN;
        }
        long said = client.opening | LOWER_CASE;
        if (FirstBytes.starts(said, client.openingLength, USER)) {
            return Protocol.FTP;
        }
        boolean smtp = FirstBytes.starts(said, client.openingLength, EHLO)
                || FirstBytes.starts(said, client.openingLength, HELO);
        return smtp ? Protocol.SMTP : Protocol.UNKNOWN;
    }
}
