package dev.hangup.connection;

/** Which reader a connection has for its messages, by the first words of its sides. */
final class Readers {
    private final Http2Reader http2 = new Http2Reader();
    private final MessageReader http = new HttpReader(http2);
    private final MessageReader tls = new TlsReader();
    private final MessageReader turns = new TurnReader();

    /**
     * The reader for payload of {@code sender} that has just come.
     *
     * @param earlier how many of its first bytes were known before
     */
    MessageReader of(Connection connection, Side sender, int earlier) {
        MessageReader reader = connection.reader;
        if (reader == http2 && isNoPreface(connection, sender, earlier)) {
            connection.forgetHttp2();
            reader = null;
        }
        if (reader == null || reader == turns && isToldOnlyNow(connection, sender, earlier)) {
            reader = choose(connection, sender);
            connection.reader = reader;
            if (earlier > 0 && earlier < FirstBytes.ENOUGH) {
                reader.catchUp(connection, sender, earlier);
            }
        }
        return reader;
    }

    /**
     * Whether what is spoken was not known before this segment. A server that speaks first (SETTINGS of HTTP/2, a banner)
     * decides nothing; the client's first words do, and it may take more than one segment to say them.
     */
    private static boolean isToldOnlyNow(Connection connection, Side sender, int earlier) {
        Exchanges exchanges = connection.exchanges;
        if (earlier > 0 && earlier < FirstBytes.ENOUGH) {
            boolean isTold = sender.firstBytes.decides() || isServerPreface(connection, sender);
            return isTold && exchanges.requests <= 1 && exchanges.answered == 0;
        }
        return exchanges.requests == 0 && sender == connection.client;
    }

    private static boolean isServerPreface(Connection connection, Side sender) {
        return sender == connection.server && sender.firstBytes == FirstBytes.HTTP2_SETTINGS;
    }

    /** Whether the client's first words tell that what the server said before them was no SETTINGS of HTTP/2. */
    private static boolean isNoPreface(Connection connection, Side sender, int earlier) {
        return earlier < FirstBytes.ENOUGH
                && sender == connection.client
                && sender.firstBytes != FirstBytes.NONE
                && sender.firstBytes != FirstBytes.HTTP2_PREFACE;
    }

    /** The first payload decides; where the roles are a guess, a message of the other role corrects it. */
    private MessageReader choose(Connection connection, Side sender) {
        boolean fromClient = sender == connection.client;
        FirstBytes first = sender.firstBytes;
        int hello = first == FirstBytes.TLS_HANDSHAKE ? TlsReader.firstMessage(sender.opening) : 0;
        boolean asks = first == FirstBytes.HTTP_REQUEST
                || first == FirstBytes.HTTP2_PREFACE
                || hello == TlsHandshake.CLIENT_HELLO;
        boolean answers = first == FirstBytes.HTTP_RESPONSE || hello == TlsHandshake.SERVER_HELLO;
        if (!connection.rolesCertain && (asks && !fromClient || answers && fromClient)) {
            connection.swapRoles();
        }
        Exchanges exchanges = connection.exchanges;
        if (connection.revived && exchanges.protocol == Protocol.TLS) {
            sender.phase = MessageReader.LOST;
        }
        switch (first) {
            case HTTP_REQUEST, HTTP_RESPONSE -> {
                exchanges.protocol = Protocol.HTTP1;
                return http;
            }
            case HTTP2_PREFACE -> {
                exchanges.protocol = Protocol.HTTP2;
                return http2;
            }
            case TLS_HANDSHAKE, TLS_ALERT -> {
                exchanges.protocol = Protocol.TLS;
                return tls;
            }
            default -> {
                if (exchanges.protocol == Protocol.TLS) {
                    return tls;
                }
                if (isServerPreface(connection, sender)) {
                    exchanges.protocol = Protocol.HTTP2;
                    return http2;
                }
                exchanges.protocol = Protocol.UNKNOWN;
                return turns;
            }
        }
    }
}
