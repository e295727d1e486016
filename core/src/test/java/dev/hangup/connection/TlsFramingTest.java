package dev.hangup.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Dialogue.Seen;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be seen of TLS from outside: handshake, alerts, and turns of application data. */
class TlsFramingTest {
    private static Dialogue handshake13() {
        return new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight13())
                .client(Tls.clientFinished13());
    }

    private static Dialogue handshake12() {
        return new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight12())
                .client(Tls.clientKeyExchange12())
                .server(Tls.serverFinished12());
    }

    private static TlsState tls(Dialogue dialogue) {
        return requireNonNull(dialogue.whole().exchanges().tls());
    }

    @Test
    void handshakeIsNoRequest() {
        for (Dialogue dialogue : List.of(handshake13(), handshake12())) {
            Exchanges exchanges = dialogue.whole().exchanges();

            assertThat(exchanges.protocol()).isEqualTo(Protocol.TLS);
            assertThat(exchanges.requests()).isZero();
            assertThat(tls(dialogue).sawClientHello()).isTrue();
            assertThat(tls(dialogue).sawServerHello()).isTrue();
            assertThat(tls(dialogue).isHandshakeDone()).isTrue();
            assertThat(tls(dialogue).sawHandshakeAlert()).isFalse();
        }
        assertThat(tls(handshake13()).isVersion13()).isTrue();
        assertThat(tls(handshake12()).isVersion13()).isFalse();
    }

    @Test
    void handshakeIsNotDoneBeforeItsLastFlight() {
        Dialogue dialogue = new Dialogue().client(Tls.clientHello()).server(Tls.serverFlight12());
        assertThat(tls(dialogue).isHandshakeDone()).isFalse();

        dialogue.client(Tls.clientKeyExchange12());
        assertThat(tls(dialogue).isHandshakeDone()).isFalse();

        dialogue.server(Tls.serverFinished12());
        assertThat(tls(dialogue).isHandshakeDone()).isTrue();
    }

    @Test
    void turnsOfApplicationDataAreRequestsAndAnswers() {
        for (Dialogue dialogue : List.of(handshake13(), handshake12())) {
            dialogue.client(Tls.application(200))
                    .server(Tls.flight(Tls.application(1000), Tls.application(700)))
                    .client(Tls.flight(Tls.application(200), Tls.application(3000)))
                    .server(Tls.application(60))
                    .client(Tls.application(200));
            Exchanges exchanges = dialogue.whole().exchanges();

            assertThat(exchanges.requests()).isEqualTo(3);
            assertThat(exchanges.outstanding()).isEqualTo(1);
            assertThat(exchanges.areBoundariesKnown()).isFalse();
        }
    }

    @Test
    void ticketsAreNoAnswer() {
        Dialogue dialogue = handshake13().client(Tls.application(200)).server(Tls.tickets13());
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);

        dialogue.server(Tls.application(500));
        assertThat(dialogue.whole().exchanges().outstanding()).isZero();
    }

    /** A server without tickets whose answer fills two records; a ticket is never that large. */
    @Test
    void twoFullRecordsAreAnAnswerAndNoTickets() {
        Dialogue dialogue = handshake13()
                .client(Tls.application(200))
                .server(Tls.flight(Tls.application(16_401), Tls.application(16_401)));

        assertThat(dialogue.whole().exchanges().outstanding()).isZero();
    }

    @Test
    void ticketsBeforeTheFirstRequestAreNothing() {
        Dialogue dialogue = handshake13().server(Tls.tickets13()).client(Tls.application(200));

        assertThat(dialogue.whole().exchanges().requests()).isEqualTo(1);
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void http2ControlFramesInsideTlsAreNoRequest() {
        Dialogue dialogue = handshake13()
                .client(Tls.application(200))
                .server(Tls.application(500))
                .client(Tls.application(26))
                .client(Tls.application(34));

        assertThat(dialogue.whole().exchanges().requests()).isEqualTo(1);
    }

    @Test
    void closeNotifyIsRecognisedInBothVersions() {
        Dialogue dialogue13 = handshake13().client(Tls.application(200)).server(Tls.application(500));
        assertThat(tls(dialogue13.server(Tls.closeNotify13())).serverCloseNotifyNanos())
                .isPositive();
        assertThat(tls(dialogue13).clientCloseNotifyNanos()).isZero();
        assertThat(tls(dialogue13.client(Tls.closeNotify13())).clientCloseNotifyNanos())
                .isPositive();

        Dialogue dialogue12 = handshake12().client(Tls.application(200)).server(Tls.application(500));
        assertThat(tls(dialogue12.client(Tls.closeNotify12())).clientCloseNotifyNanos())
                .isPositive();
        assertThat(tls(dialogue12).serverCloseNotifyNanos()).isZero();
        assertThat(tls(dialogue12).sawHandshakeAlert()).isFalse();
        assertThat(dialogue12.whole().exchanges().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "40, handshake_failure",
        "48, unknown_ca",
        "70, protocol_version",
        "112, unrecognized_name",
        "200, alert 200"
    })
    void alertThatRefusesTheHandshakeIsReadAndNamed(int description, String text) {
        TlsState byServer = tls(new Dialogue().client(Tls.clientHello()).server(Tls.alert(description)));
        TlsState byClient = tls(new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight12())
                .client(Tls.alert(description)));

        assertThat(byServer.sawHandshakeAlert()).isTrue();
        assertThat(byServer.isAlertFromClient()).isFalse();
        assertThat(byServer.alertDescription()).isEqualTo(description);
        assertThat(byServer.alertText()).isEqualTo(text);
        assertThat(byServer.alertFrame()).isEqualTo(5);
        assertThat(byClient.isAlertFromClient()).isTrue();
        assertThat(byServer.isHandshakeDone()).isFalse();
    }

    @Test
    void clientThatRefusesTheCertificateInTls13DoesItInDisguise() {
        TlsState tls = tls(new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight13())
                .client(Tls.flight(Tls.changeCipherSpec(), Tls.application(19))));

        assertThat(tls.sawHandshakeAlert()).isTrue();
        assertThat(tls.isAlertFromClient()).isTrue();
        assertThat(tls.alertText()).isEqualTo("an encrypted alert");
    }

    @Test
    void serverThatWantsAClientCertificateRefusesInDisguiseAfterTheHandshake() {
        TlsState tls = tls(new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight13())
                .client(Tls.clientCertificateAndFinished13())
                .client(Tls.application(200))
                .server(Tls.application(19)));

        assertThat(tls.sawHandshakeAlert()).isTrue();
        assertThat(tls.isAlertFromClient()).isFalse();
    }

    @Test
    void alertToAClientThatWasAskedForNoCertificateIsAGoodbye() {
        TlsState tls = tls(handshake13().client(Tls.application(200)).server(Tls.application(19)));

        assertThat(tls.sawHandshakeAlert()).isFalse();
        assertThat(tls.serverCloseNotifyNanos()).isPositive();
    }

    @Test
    void alertAfterTicketsIsAGoodbye() {
        TlsState tls = tls(new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight13())
                .client(Tls.clientCertificateAndFinished13())
                .server(Tls.tickets13())
                .server(Tls.application(19)));

        assertThat(tls.sawHandshakeAlert()).isFalse();
    }

    @Test
    void holeInTheCaptureAccusesNobody() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
        talk.client.sends(Tls.application(310));
        script.arrive();
        talk.server.sends(Tls.application(900)).unseen();
        script.arrive();
        talk.client.ack();
        talk.closeByClient();

        assertThat(talk.connection().exchanges().outstanding()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    private static Dialogue long13() {
        return handshake13()
                .server(Tls.tickets13())
                .client(Tls.application(200))
                .server(Tls.flight(Tls.application(700), Tls.application(90)))
                .client(Tls.application(180))
                .server(Tls.application(400))
                .client(Tls.closeNotify13());
    }

    private static Dialogue long12() {
        return handshake12()
                .client(Tls.application(200))
                .server(Tls.flight(Tls.application(700), Tls.application(90)))
                .client(Tls.application(180))
                .server(Tls.flight(Tls.application(400), Tls.closeNotify12()));
    }

    private static Dialogue refused() {
        return new Dialogue().client(Tls.clientHello()).server(Tls.alert(40));
    }

    @Test
    void flightsOfTls13MayBeCutAtAnyByte() {
        assertThat(long13().tellingCuts(1, long13().length())).isEmpty();
    }

    @Test
    void flightsOfTls12MayBeCutAtAnyByte() {
        assertThat(long12().tellingCuts(1, long12().length())).isEmpty();
    }

    @Test
    void alertMayBeCutAtAnyByte() {
        assertThat(refused().tellingCuts(1, refused().length())).isEmpty();
    }

    @Provide
    Arbitrary<Dialogue> dialogues() {
        return Arbitraries.of(List.of(long13(), long12(), refused()));
    }

    /** Segments of real stacks: the first bytes of a flight come together, the rest is cut anywhere. */
    @Property(tries = 150)
    void anySegmentationByARealSegmentSizeShowsTheSameTurns(
            @ForAll("dialogues") Dialogue dialogue, @ForAll("sizes") List<Integer> sizes) {
        assertThat(Seen.of(dialogue.inPieces(sizes))).isEqualTo(Seen.of(dialogue.whole()));
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(536, 1460).list().ofMinSize(1).ofMaxSize(5);
    }
}
