package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.FirstBytes;
import dev.hangup.connection.TlsState;
import org.jspecify.annotations.Nullable;

/** Shapes of a TLS handshake that failed or that one side did not even try, and of two that speak different HTTP. */
final class TlsShapes {
    private TlsShapes() {}

    static @Nullable Mechanism of(Connection connection) {
        if (speakDifferently(connection)) {
            return Mechanism.WRONG_PROTOCOL;
        }
        Exchanges exchanges = connection.exchanges();
        TlsState tls = exchanges.tls();
        if (tls == null || !tls.sawClientHello()) {
            return null;
        }
        if (tls.sawHandshakeAlert() && connection.isClosed() && exchanges.answered() == 0) {
            boolean early = !tls.isHandshakeDone() || exchanges.outstanding() > 0;
            return early ? Mechanism.TLS_REFUSED : null;
        }
        boolean nothingBack =
                connection.server().payloadBytes() == 0 && !connection.server().hasUnseen();
        boolean stalled = connection.isClosedByClient()
                && nothingBack
                && connection.server().holeBytes() < SilenceShapes.LARGE
                && connection.closeNanos() - connection.client().lastPayloadNanos() > Silence.LONG_NANOS;
        if (stalled) {
            return Mechanism.TLS_UNANSWERED;
        }
        boolean cutByServer = connection.isClosed() && !connection.isClosedByClient();
        return cutByServer && nothingBack && !tls.isHandshakeDone() ? Mechanism.TLS_CUT_OFF : null;
    }

    /**
     * Whether the client closed after its handshake, or in it, and had asked for nothing: a health check. What was still
     * arriving is the server's own flight or a session ticket (RFC 8446 section 4.6.1), and no answer.
     */
    static boolean isLeftUnasked(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        TlsState tls = exchanges.tls();
        return tls != null && tls.sawClientHello() && connection.isClosedByClient() && exchanges.requests() == 0;
    }

    private static boolean speakDifferently(Connection connection) {
        FirstBytes client = connection.client().firstBytes();
        FirstBytes server = connection.server().firstBytes();
        boolean clientInClear = client == FirstBytes.HTTP_REQUEST || client == FirstBytes.HTTP2_PREFACE;
        boolean serverInClear =
                server == FirstBytes.HTTP_RESPONSE || server == FirstBytes.HTTP2_SETTINGS || server == FirstBytes.OTHER;
        Exchanges exchanges = connection.exchanges();
        // Without its SYN the first bytes that were captured of a side may be any of its stream.
        boolean first = connection.client().sentSyn() && connection.server().sentSyn();
        return (first && client == FirstBytes.TLS_HANDSHAKE && serverInClear && !exchanges.didServerSpeakFirst())
                || (first && clientInClear && server == FirstBytes.TLS_ALERT)
                || (first && connection.mixesHttpVersions() && exchanges.requests() > 0)
                || (exchanges.saysWrongProtocol() && exchanges.requests() <= 1);
    }
}
