package dev.hangup.cases;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.connection.Vantage;
import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.script.BothEnds;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Sent;
import dev.hangup.script.Talk;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a capture at the client and one at the server show together, and neither alone. */
class BothEndsTest {
    private static Verdict only(Consumer<Script> story) {
        List<Verdict> failures = BothEnds.failures(story);
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    private static Talk asked(Script script, String request) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.arrive().pause(ofMillis(100));
        talk.client.sends(request);
        script.arrive();
        return talk;
    }

    @Test
    void answerThatNeverCameToAClientThatClosedInTheEndWasLost() {
        Verdict verdict = only(script -> {
            Talk talk = asked(script, Http.get("/slow"));
            talk.server.ack();
            script.pause(ofMillis(100));
            Sent answer = talk.server.sends(Http.ok("late")).lostBetween();
            for (long wait = 200; wait < 3000; wait *= 2) {
                script.pause(ofMillis(wait));
                talk.server.repeats(answer).lostBetween();
            }
            script.pause(ofMillis(900));
            talk.client.fin();
            script.arrive();
            talk.server.ack();
            script.arrive();
        });

        assertThat(verdict.cause()).isEqualTo("network-loss");
        assertThat(verdict.culprit()).isEqualTo(Party.NETWORK);
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    /** It may have been too late anyway. */
    @Test
    void answerThatWasSentOnceAsTheClientGaveUpIsNoLoss() {
        Verdict verdict = only(script -> {
            Talk talk = asked(script, Http.get("/slow"));
            talk.server.ack();
            script.pause(ofMillis(3950));
            talk.server.sends(Http.ok("late")).lostBetween();
            script.pause(ofMillis(40));
            talk.client.fin();
            script.arrive();
            talk.server.ack();
            script.arrive();
        });

        assertThat(verdict.cause()).isEqualTo("client-abort");
    }

    /** The client acknowledges it: it was only the capture that missed it. */
    @Test
    void answerThatACaptureMissedIsNotLost() {
        Verdict verdict = only(script -> {
            Talk talk = asked(script, Http.get("/large"));
            Sent begin = talk.server.sends(Http.ok(5000, "", ""));
            Sent again = talk.server.repeats(begin);
            if (script.vantage() == Vantage.CLIENT) {
                begin.unseen();
                again.unseen();
            }
            script.arrive();
            talk.client.ack();
            script.pause(ofSeconds(2));
            talk.client.fin();
            script.arrive();
            talk.server.ack();
            script.arrive();
        });

        assertThat(verdict.cause()).isNotEqualTo("network-loss");
    }

    /** What the client says behind its SYN comes to nothing, by {@code fate}. */
    private static Consumer<Script> repeatedSynAck(Consumer<Sent> fate) {
        return script -> {
            Talk talk = script.talk();
            talk.client.syn();
            script.arrive();
            Sent synAck = talk.server.synAck();
            script.arrive();
            fate.accept(talk.client.ack());
            Sent request = talk.client.sends(Http.get("/"));
            fate.accept(request);
            for (int i = 0; i < 4; i++) {
                script.pause(ofMillis(1000L << i));
                talk.server.repeats(synAck);
                script.arrive();
                fate.accept(talk.client.repeats(request));
            }
        };
    }

    @Test
    void synAckThatIsRepeatedBecauseNothingOfTheClientArrivesIsNoFullQueue() {
        Verdict verdict = only(repeatedSynAck(Sent::lostBetween));

        assertThat(verdict.cause()).isEqualTo("network-loss");
        assertThat(verdict.culprit()).isEqualTo(Party.NETWORK);
    }

    @Test
    void synAckThatIsRepeatedAlthoughTheClientsSegmentsArriveIsAFullQueue() {
        Verdict verdict = only(repeatedSynAck(Sent::lost));

        assertThat(verdict.cause()).isEqualTo("accept-queue-overflow");
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    private static void isForged(Verdict verdict) {
        assertThat(verdict.cause()).isEqualTo("injected-rst");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.closedBy()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    /** What the server's capture has is a RST of the client, whose socket the forged one had ended. */
    @Test
    void resetOfAClientThatAForgedOneHadCutOffIsNotItsClose() {
        isForged(only(script -> {
            Talk talk = asked(script, Http.get("/forbidden"));
            talk.server.reset().forgedBetween();
            script.pause(ofMillis(30));
            talk.server.ack();
            script.arrive();
            talk.client.bareReset();
            script.arrive();
        }));
    }

    @Test
    void resetThatWasForgedAgainstAnUploadIsNoUnreadData() {
        isForged(only(script -> {
            Talk talk = asked(script, Http.post("/upload", 100_000, ""));
            talk.client.sendsBytes(1400);
            script.arrive();
            talk.server.ack();
            script.arrive();
            talk.client.sendsBytes(1400);
            talk.server.bareReset().ttl(62).forgedBetween();
            script.arrive();
            talk.server.ack();
            script.arrive();
            talk.client.bareReset();
            script.arrive();
        }));
    }

    @Test
    void resetThatTheServerSentIsItsOwn() {
        Verdict verdict = only(script -> {
            Talk talk = asked(script, Http.get("/crash"));
            talk.server.ack();
            script.arrive();
            talk.server.reset();
            script.arrive();
        });

        assertThat(verdict.closedBy()).isEqualTo(Party.SERVER);
        assertThat(verdict.candidates()).extracting(Candidate::cause).doesNotContain("injected-rst");
    }

    private static final Endpoint CLIENT = Endpoint.ofLiteral("10.0.0.7", 40_000);
    private static final Endpoint SERVICE = Endpoint.ofLiteral("10.9.0.1", 80);
    private static final Endpoint BACKEND = Endpoint.ofLiteral("10.0.0.80", 8080);

    /** The client dialled a service; one segment of the backend comes through without the service's address. */
    @Test
    void resetThatTheClientSentToAStrangerIsNoClose() {
        Verdict verdict = only(script -> {
            boolean atClient = script.vantage() == Vantage.CLIENT;
            Talk talk = script.talk(CLIENT, atClient ? SERVICE : BACKEND)
                    .handshake()
                    .exchange(Http.get("/"), Http.ok("hello"));
            script.arrive();
            talk.client.sends(Http.get("/large"));
            script.arrive();
            talk.server.sends(Http.ok(5000, "", ""));
            script.arrive();
            talk.client.ack();
            script.arrive();
            Talk meant = atClient ? script.talk(CLIENT, BACKEND) : talk;
            meant.server.sendsBytes(100).sequence(talk.server.next() - 900).acknowledging(talk.client.next());
            script.arrive();
            meant.client.bareReset();
            script.arrive();
        });

        assertThat(verdict.cause()).isEqualTo("conntrack-invalid");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    /** An address translator that forgot the connection sends it on from another port, of which the server knows nothing. */
    @Test
    void connectionThatGoesOnFromAnotherPortIsToldOnceAndNotTheServersFault() {
        Verdict verdict = only(script -> {
            Talk talk = script.talk(CLIENT, BACKEND).handshake().exchange(Http.get("/"), Http.ok("hello"));
            script.arrive().pause(ofSeconds(60));
            Talk meant = talk;
            if (script.vantage() == Vantage.SERVER) {
                meant = script.talk(new Endpoint(CLIENT.high(), CLIENT.low(), 41_000), BACKEND);
                meant.client.startsAt(talk.client.next());
            }
            meant.client.sends(Http.get("/late")).acknowledging(talk.server.next());
            script.arrive();
            meant.server.bareReset();
            script.arrive();
        });

        assertThat(verdict.cause()).isEqualTo("idle-firewall-reset");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
    }
}
