package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A RST without ACK answers a segment for which there is no socket ({@code tcp_v4_send_reset} of Linux): no application closed
 * or aborted then, as that leaves as FIN or RST+ACK ({@code tcp_send_active_reset}).
 */
class BareResetsTest {
    private final Script script = Script.atClient();

    /** Whoever has the connection acknowledges a FIN: the answer could not come, however long the client waited. */
    @Test
    void finOfAWaitingClientThatIsAnsweredSoMetNobodyWhoWouldHaveAnswered() {
        Talk talk = waits(script, ofSeconds(8));
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
        assertThat(verdict.confidence()).isLessThan(0.5);
        assertThat(confidence(verdict, "client-abort")).isLessThan(0.2);
        assertThat(verdict.candidates())
                .extracting(Candidate::cause)
                .contains("half-open", "idle-firewall-reset", "injected-rst");
    }

    @Test
    void finThatIsAcknowledgedFirstIsOfAClientThatGaveUp() {
        Talk talk = waits(script, ofSeconds(8));
        talk.client.fin();
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(1));
        talk.server.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
    }

    /** Where an answer had come a moment before, no idle time explains what answers in the server's name. */
    @Test
    void boxThatAnswersTheFinAmidAnAnswerIsTheCulprit() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(1_000_000, "", ""));
        script.pause(ofSeconds(6));
        talk.client.fin();
        script.arrive();
        talk.server.bareReset().ttl(64);

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
        assertThat(talk.verdict().culprit()).isEqualTo(Party.MIDDLEBOX);
    }

    /** A host that has no socket for the request sends no FIN of that connection any more: it had sent it before. */
    @Test
    void finThatIsOvertakenByTheAnswerToTheRequestThatItCrossedCameFirst() {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.server.fin().delayed(ofMillis(15));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
        assertThat(talk.verdict().cause()).isEqualTo("keepalive-race");
    }

    @Test
    void clientThatHasNoSocketWhenTheServerSpeaksDidNotClose() {
        Script atServer = Script.atServer();
        Talk talk = waits(atServer, ofMillis(60));
        talk.client.bareReset();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.BARE_RESET_FROM_CLIENT);
        assertThat(verdict.cause()).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict.culpritConfidence()).isLessThan(0.5);
        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("client-close-early", "injected-rst");
    }

    @Test
    void clientThatHasNoSocketAmidAnAnswerDidNotClose() {
        Talk talk = isAnswered(Script.atServer());
        talk.client.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.BARE_RESET_FROM_CLIENT);
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.UNKNOWN);
    }

    /** Each queue of a network card is captured for itself. */
    @Test
    void abortOfTheClientThatIsCapturedBehindWhatFollowedItIsStillAnAbort() {
        Talk talk = isAnswered(Script.atServer());
        talk.client.reset().capturedLate(ofMillis(2));
        talk.client.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
        assertThat(talk.verdict().cause()).isEqualTo("client-close-early");
    }

    @Test
    void closeOfTheClientThatTheCaptureMissedIsToldByTheNumberOfTheReset() {
        Talk talk = isAnswered(Script.atServer());
        talk.client.fin().unseen();
        talk.client.bareReset().sequence(talk.client.next());

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
    }

    @Test
    void noServerThatLeavesABodyUnreadResetsSo() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/upload", 20 * 1448, ""));
        script.arrive();
        talk.server.ack();
        for (int i = 0; i < 10; i++) {
            talk.client.sendsBytes(1448);
        }
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.UPLOAD_RESET);
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.UNKNOWN);
        assertThat(confidence(talk.verdict(), "unread-data-close")).isLessThan(0.5);
    }

    @Test
    void noApplicationAbortsItsAnswerSo() {
        Talk talk = isAnswered(script);
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLOSED_MID_ANSWER);
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.UNKNOWN);
        assertThat(confidence(talk.verdict(), "linger-abort")).isLessThan(0.3);
    }

    /** What has no socket has none to close: of the two the RST is the lie. */
    @Test
    void finOfTheClientLongAfterItsResetProvesThisForged() {
        Script atServer = Script.atServer();
        Talk talk = isAnswered(atServer);
        talk.client.bareReset();
        for (int i = 0; i < 4; i++) {
            atServer.pause(ofSeconds(2));
            if (i == 0) {
                talk.client.fin();
            } else {
                talk.client.repeats();
            }
            atServer.arrive();
            talk.server.bareReset();
        }
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.RESET_CONTRADICTED);
        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("injected-rst", "conntrack-invalid");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
    }

    /** It was on its way, perhaps lost and never sent again, as its sender has no socket any more. */
    @Test
    void finThatTheResetOvertookProvesNothing() {
        Talk talk = isAnswered(Script.atServer());
        talk.client.fin().capturedLate(ofMillis(5));
        talk.client.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
    }

    private static Talk waits(Script script, Duration patience) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(patience);
        return talk;
    }

    private static Talk isAnswered(Script script) {
        Talk talk = BusyStories.answerArrives(script);
        talk.client.ack();
        talk.server.sendsBytes(1448);
        script.arrive();
        return talk;
    }

    private static double confidence(Verdict verdict, String cause) {
        return verdict.candidates().stream()
                .filter(candidate -> candidate.cause().equals(cause))
                .mapToDouble(Candidate::confidence)
                .findFirst()
                .orElse(0);
    }
}
