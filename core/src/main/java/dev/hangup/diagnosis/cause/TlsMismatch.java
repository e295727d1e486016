package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.TLS_CUT_OFF;
import static dev.hangup.diagnosis.Mechanism.TLS_REFUSED;
import static dev.hangup.diagnosis.Mechanism.TLS_UNANSWERED;
import static dev.hangup.diagnosis.Mechanism.WRONG_PROTOCOL;

import dev.hangup.Quantity;
import dev.hangup.connection.FirstBytes;
import dev.hangup.connection.TlsState;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.log.Phase;
import java.util.List;
import java.util.Map;

/** Wrong protocol, version, certificate or name (RFC 8446 section 6). */
public final class TlsMismatch implements Cause {
    private static final long AT_ONCE_NANOS = 50_000_000L;
    /** What reads TLS finds fault with the first bytes of anything else. */
    private static final long PARSED_NANOS = 5_000_000L;

    private static final int PROTOCOL_VERSION = 70;

    @Override
    public String name() {
        return "tls-mismatch";
    }

    @Override
    public String plainly() {
        return "client and server do not agree about TLS (protocol, version, certificate or name) or the version of HTTP";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        TlsState tls = failure.exchanges().tls();
        if (failure.is(WRONG_PROTOCOL)) {
            scale.prior(7, misunderstanding(failure));
        } else if (failure.is(TLS_REFUSED) && tls != null) {
            boolean disguised =
                    tls.alertDescription() < 0 && failure.exchanges().requests() > 0;
            scale.prior(
                    disguised ? 3 : 7,
                    "the " + (tls.isAlertFromClient() ? "client" : "server") + " refused the handshake: "
                            + tls.alertText());
        } else if (failure.is(TLS_UNANSWERED)) {
            scale.prior(0.5, "a server in clear may wait for the end of what it takes for a line");
            scale.clueIf(
                    failure.population().answeredInClear() > 0,
                    ClueKind.SAME_INSTANT,
                    4,
                    "on the same port the server answers others in clear");
        } else if (failure.is(TLS_CUT_OFF)) {
            scale.prior(
                    failure.connection().isClosedByReset() ? 1 : 0,
                    "the server closed after the ClientHello without an alert");
            scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -4, "the RST's TTL is not the server's");
        } else if (failure.is(FIN_WITHOUT_ANSWER, REQUEST_ACKED_THEN_RESET) && isFirstPlainRequest(failure)) {
            scale.prior(0, "a server that expects TLS closes on plain HTTP without a byte");
            long wait = failure.waitNanos();
            boolean atOnce = wait < AT_ONCE_NANOS + 2 * Math.max(0, failure.roundTripNanos());
            if (atOnce && failure.is(FIN_WITHOUT_ANSWER)) {
                boolean unread = wait < PARSED_NANOS + 2 * Math.max(0, failure.roundTripNanos());
                scale.clue(
                        ClueKind.LATENCY,
                        unread ? 1.5 : 0,
                        "it closed " + Quantity.duration(wait) + " after the first request, without a byte");
            }
            if (!atOnce) {
                scale.clue(ClueKind.LATENCY, -4, "it held the request for " + Quantity.duration(wait) + " first");
            }
            scale.clueIf(
                    failure.siblings().closedAtOnce() > 0 || failure.siblings().refusedAfterwards() > 0,
                    ClueKind.SAME_INSTANT,
                    -2,
                    "the server ended other connections with it, or refused them afterwards");
            int inTls = failure.population().answeredInTls();
            int inClear = failure.population().answeredInClear();
            scale.clueIf(
                    inTls > 0 && inClear == 0,
                    ClueKind.SAME_INSTANT,
                    5,
                    "on the same port the server speaks TLS with others");
            scale.clueIf(inClear > 0, ClueKind.SAME_INSTANT, -4, "on the same port the server answers others in clear");
        }
    }

    private static String misunderstanding(Case failure) {
        if (failure.connection().mixesHttpVersions()) {
            return clientSpokeHttp2(failure)
                    ? "the client began in HTTP/2, the server answered in HTTP/1"
                    : "the client asked in HTTP/1, the server began in HTTP/2, with SETTINGS";
        }
        return clientSpokeTls(failure)
                ? "the client began with TLS, the server answered in plain HTTP"
                : "the client began in plain HTTP on a port that speaks TLS";
    }

    private static boolean clientSpokeHttp2(Case failure) {
        return failure.connection().client().firstBytes() == FirstBytes.HTTP2_PREFACE;
    }

    private static boolean clientSpokeTls(Case failure) {
        return failure.connection().client().firstBytes() == FirstBytes.TLS_HANDSHAKE;
    }

    private static boolean isFirstPlainRequest(Case failure) {
        FirstBytes first = failure.connection().client().firstBytes();
        return failure.exchanges().requests() == 1
                && (first == FirstBytes.HTTP_REQUEST || first == FirstBytes.HTTP2_PREFACE)
                && failure.connection().server().payloadBytes() == 0;
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        boolean inHandshake = failure.events().stream().anyMatch(event -> event.phase() == Phase.TLS_HANDSHAKE);
        if (failure.is(LogShape.PROTOCOL)) {
            scale.prior(inHandshake ? 5 : 1.5, "what the peer sent is not what this port or this version speaks");
        } else if (failure.is(LogShape.CONNECT_FAILED)) {
            scale.prior(0.5, "a proxy counts a TLS handshake that fails as connecting that fails");
        } else if (failure.is(LogShape.CUT_IN_HANDSHAKE)) {
            scale.prior(1.5, "a peer that speaks no TLS on this port, or refuses version or name, ends the handshake");
        }
    }

    /** Without a record of the server nothing says that its close is about TLS: it may have refused the connection as such. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return failure.is(TLS_CUT_OFF);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, Map.of());
    }

    @Override
    public Party culprit(Case failure) {
        TlsState tls = failure.exchanges().tls();
        if (failure.is(TLS_REFUSED) && tls != null) {
            return tls.isAlertFromClient() || isAboutClientCertificate(tls) ? Party.CLIENT : Party.SERVER;
        }
        // A server that speaks TLS with others refuses this client; one that never does is asked on the wrong port.
        boolean speaksTls = failure.population().answeredInTls() > 0;
        return failure.is(TLS_CUT_OFF) && speaksTls ? Party.SERVER : Party.CLIENT;
    }

    /**
     * Whether an alert of the server is about the client's certificate (RFC 8446 section 6.2): it says so, or it came
     * encrypted after the client's flight, when nothing else was left to refuse.
     */
    private static boolean isAboutClientCertificate(TlsState tls) {
        return switch (tls.alertDescription()) {
            case 42, 43, 44, 45, 46, 48, 116 -> true;
            default -> tls.alertDescription() < 0 && tls.isHandshakeDone();
        };
    }

    @Override
    public List<String> remedies(Case failure) {
        String server = failure.connection().server().endpoint().toString();
        TlsState tls = failure.exchanges().tls();
        if (failure.is(TLS_REFUSED) && tls != null) {
            if (tls.isAlertFromClient()) {
                return List.of("client: trust the authority that signed the certificate of " + server
                        + ", or use the name that the certificate has");
            }
            if (isAboutClientCertificate(tls)) {
                return List.of("client: present a certificate that " + server
                        + " accepts (it asks for one), from an authority in its list of trusted ones, and not expired");
            }
            return List.of(
                    tls.alertDescription() == PROTOCOL_VERSION
                            ? "server: enable a TLS version that the client offers, or update the client"
                            : "server: check server name, cipher suites and client certificate rules for " + server);
        }
        if (failure.connection().mixesHttpVersions()) {
            return List.of(
                    clientSpokeHttp2(failure)
                            ? "client: speak HTTP/1.1 to " + server
                                    + ", or go to a port on which the server speaks HTTP/2 in clear"
                            : "client: speak HTTP/2 with prior knowledge to " + server
                                    + ", or go to a port on which the server speaks HTTP/1.1");
        }
        return List.of(
                clientSpokeTls(failure)
                        ? "client: use http:// for " + server + ", or the port on which the server speaks TLS"
                        : "client: use https:// for " + server + ", or the port on which the server speaks plain HTTP");
    }

    @Override
    public String settle(Case failure) {
        if (failure.connection().mixesHttpVersions()) {
            String url = "http://" + failure.connection().server().endpoint() + "/";
            return "curl -sv --http1.1 " + url + "; curl -sv --http2-prior-knowledge " + url;
        }
        return "openssl s_client -connect " + failure.connection().server().endpoint() + " -servername NAME </dev/null";
    }
}
