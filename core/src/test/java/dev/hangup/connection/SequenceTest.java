package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Sent;
import dev.hangup.script.Talk;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sequence space of RFC 9293 section 3.4: what is new, what comes again, and what comes late. */
class SequenceTest {
    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 0, -30, -1000, Integer.MAX_VALUE - 20, Integer.MIN_VALUE})
    void numbersMayWrapInsideATransfer(int initial) {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.startsAt(initial);
        talk.server.startsAt(initial - 7);
        talk.handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(10_000, "", ""));
        byte[] body = new byte[10_000];
        talk.server.sendsInPieces(body, 1448);
        script.arrive();
        talk.client.ack();
        talk.closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.client().retransmissions()).isZero();
        assertThat(connection.server().retransmissions()).isZero();
        assertThat(connection.server().payloadBytes())
                .isEqualTo(10_000 + Http.ok(10_000, "", "").length());
        assertThat(connection.server().unacknowledgedBytes()).isZero();
        assertThat(connection.client().unacknowledgedBytes()).isZero();
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(connection.isClosedByClient()).isTrue();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void segmentThatWasLostAndSentAgainIsOneRetransmission() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/")).lost();
        script.pause(ofMillis(220));
        talk.client.repeats();
        script.arrive();
        talk.server.sends(Http.ok("hello"));
        Side client = talk.connection().client();

        assertThat(client.retransmissions()).isEqualTo(1);
        assertThat(client.spuriousRetransmissions()).isZero();
        assertThat(client.retransmissionsInVain())
                .as("an acknowledgment came after all")
                .isZero();
        assertThat(client.payloadBytes()).isEqualTo(Http.get("/").length());
    }

    @Test
    void retransmissionsInVainAreCountedUntilSomethingNewIsAcknowledged() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/")).lost();
        for (int i = 0; i < 3; i++) {
            script.pause(ofMillis(200L << i));
            talk.client.repeats().lost();
        }
        Side client = talk.connection().client();

        assertThat(client.retransmissions()).isEqualTo(3);
        assertThat(client.retransmissionsInVain()).isEqualTo(3);
        assertThat(client.largestRetransmitted()).isEqualTo(Http.get("/").length());
        assertThat(client.unacknowledgedBytes()).isEqualTo(Http.get("/").length());
    }

    @Test
    void segmentThatWasAcknowledgedAndCameAgainIsSpurious() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.arrive();
        talk.server.repeats();
        Side server = talk.connection().server();

        assertThat(server.retransmissions()).isEqualTo(1);
        assertThat(server.spuriousRetransmissions()).isEqualTo(1);
        assertThat(server.retransmissionsInVain()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    /** Of two segments of an answer the second arrives first; both have arrived. */
    private static Talk overtakingInABodyOf(int length) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(length, "", ""));
        talk.server.sendsBytes(1000).delayed(ofMillis(3));
        talk.server.sendsBytes(1000);
        script.pause(ofMillis(20));
        return talk;
    }

    @Test
    void segmentThatOvertookAnotherIsNoRetransmission() {
        Talk talk = overtakingInABodyOf(2000);
        talk.client.ack();
        talk.closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.server().retransmissions()).isZero();
        assertThat(Arrays.stream(connection.trail().entries()).filter(entry -> entry.isMarked(Trail.OUT_OF_ORDER)))
                .as("marked as late in the trail, if the trail still has it")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    /** Where the hole was inside a body of known length, its end is as well known as before. */
    @Test
    void segmentsThatOvertakeEachOtherInsideABodyHideNoBoundary() {
        Talk talk = overtakingInABodyOf(9000);
        talk.client.reset();

        assertThat(talk.connection().exchanges().areBoundariesKnown()).isTrue();
        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);
        assertThat(talk.verdict().cause()).isEqualTo("client-close-early");
    }

    @Test
    void segmentThatRepeatsOldBytesAndBringsNewOnesCountsOnlyTheNew() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        String request = Http.post("/", 30, "0123456789");
        talk.client.sends(request).lost();
        script.pause(ofMillis(200));
        talk.client.sends("01234567890123456789abcdefghij").sequence(talk.client.next() - 40);
        Connection connection = talk.connection();

        assertThat(connection.client().payloadBytes()).isEqualTo(request.length() + 20);
        assertThat(connection.exchanges().isRequestIncomplete()).isFalse();
        assertThat(connection.exchanges().requests()).isEqualTo(1);
    }

    @Test
    void finThatComesAgainIsOneClose() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        Sent fin = talk.client.fin().lost();
        script.pause(ofMillis(200));
        talk.client.repeats(fin);
        script.arrive();
        talk.server.fin();
        Connection connection = talk.connection();

        assertThat(connection.client().retransmissions()).isEqualTo(1);
        assertThat(connection.closeNanos()).isEqualTo(connection.client().finNanos());
        assertThat(connection.isClosedByClient()).isTrue();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    /** {@code tcpdump -i any} on a host with bridges or namespaces sees each packet several times. */
    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "SERVER", "MIDDLE"})
    void copiesOfOnePacketOnSeveralInterfacesAreNoRetransmissions(Vantage vantage) {
        Script script = Script.at(vantage).onInterfaces(3);
        Talk talk = script.talk().handshake();
        for (int i = 0; i < 5; i++) {
            talk.exchange(Http.get("/" + i), Http.ok("hello"));
            script.pause(ofMillis(700));
        }
        talk.closeByServer();
        Connection connection = talk.connection();

        assertThat(connection.syns()).isEqualTo(1);
        assertThat(connection.synAcks()).isEqualTo(1);
        assertThat(connection.synAcksAfterHandshake()).isZero();
        assertThat(connection.client().retransmissions()).isZero();
        assertThat(connection.server().retransmissions()).isZero();
        assertThat(connection.exchanges().requests()).isEqualTo(5);
        assertThat(connection.exchanges().answered()).isEqualTo(5);
        assertThat(connection.packets()).isEqualTo(3 * (3 + 15 + 3));
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void bytesThatTheCaptureMissedAreNoRetransmissionWhenTheyWereAcknowledged() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(3000, "", ""));
        talk.server.sendsBytes(1000);
        talk.server.sendsBytes(1000).unseen();
        script.arrive();
        talk.client.ack();
        talk.server.sendsBytes(1000);
        script.arrive();
        talk.client.ack();
        talk.closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.server().retransmissions()).isZero();
        assertThat(connection.server().holeBytes()).isZero();
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void holeAtWhichTheAcknowledgmentsStandStillIsMeasured() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(5000, "", ""));
        script.arrive();
        talk.client.ack();
        talk.server.sendsBytes(1448).lostOnTheWay();
        talk.server.sendsBytes(300);
        script.arrive();
        talk.client.ack();

        assertThat(talk.connection().server().holeBytes()).isEqualTo(1448);
    }

    /** The client acknowledged all of it, so it has the whole answer, although the capture missed the end. */
    @Test
    void holeThatIsTheEndOfABodyIsTheEndOfTheAnswer() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(2000, "x".repeat(1000), ""));
        talk.server.sendsBytes(1000).unseen();
        script.arrive();
        talk.client.ack();
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.answered()).isEqualTo(1);
        assertThat(exchanges.areBoundariesKnown()).isTrue();
    }

    @Test
    void holeThatIsTheEndOfTheLastFrameIsTheEndOfTheAnswer() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.request(1)));
        script.arrive();
        byte[] answer = Http2.frames(Http2.settings(), Http2.headers(1, false), Http2.data(1, 2000, true));
        talk.server.sends(Arrays.copyOf(answer, 1400));
        talk.server.sends(Arrays.copyOfRange(answer, 1400, answer.length)).unseen();
        script.arrive();
        talk.client.ack();
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.answered()).isEqualTo(1);
        assertThat(exchanges.areBoundariesKnown()).isTrue();
    }

    /** What the header said about the body before the hole may have been about something else after it. */
    @Test
    void holeInAHeaderLosesTheBoundaries() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nX-");
        talk.server.sends("Long: value\r\n\r\n" + "x".repeat(984)).unseen();
        talk.server.sendsBytes(1000);
        script.arrive();
        talk.client.ack();
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.areBoundariesKnown()).isFalse();
        assertThat(exchanges.outstanding()).as("nobody is accused on a guess").isZero();
    }

    /** The window of a RST is not one that anybody may still fill (RFC 9293 section 3.5.2). */
    @Test
    void lastWindowIsThatOfTheLastSegmentBeforeTheReset() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/upload", 9000, ""));
        talk.client.sendsBytes(1448);
        script.arrive();
        talk.server.ack().window(300);
        talk.client.sendsBytes(1448);
        script.arrive();
        talk.server.ack().window(70);
        talk.server.reset().window(500);

        assertThat(talk.connection().server().lastWindow()).isEqualTo(70);
        assertThat(talk.connection().client().lastWindow()).isEqualTo(502);
    }
}
