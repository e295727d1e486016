package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that did not come to their end, and answers inside TLS that the client did not let come to theirs. */
class RequestShapesTest {
    private static final String HALF_A_HEADER = "GET / HTTP/1.1\r\nHost: exam";
    private static final int SEGMENT = 1400;

    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void isTold(String request, Duration after, int status) {
        talk.handshake();
        talk.client.sends(request);
        script.arrive();
        talk.server.ack();
        script.pause(after);
        talk.server.sends(Http.status(status, "Connection: close\r\n", ""));
        talk.closeByServer();
    }

    private @Nullable Mechanism mechanism() {
        return talk.verdict().mechanism();
    }

    /** The RST has the number of what was sent last: not all of that was captured, but nor was it all of the answer. */
    @Test
    void answerThatIsCutIsCutThoughTheCaptureMissedSomeOfIt() {
        talk.handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(9000, "", ""));
        talk.server.sendsBytes(SEGMENT);
        talk.server.sendsBytes(SEGMENT).unseen();
        talk.server.reset();

        assertThat(mechanism()).isEqualTo(Mechanism.CLOSED_MID_ANSWER);
    }

    /** A single number beyond what was captured is a FIN, and no answer. */
    @Test
    void finThatWasNotCapturedIsNoAnswer() {
        talk.handshake().exchange(Http.get("/1"), Http.ok("hello"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.ack();
        talk.server.fin().unseen();
        talk.server.reset();

        assertThat(mechanism()).isEqualTo(Mechanism.REQUEST_ACKED_THEN_RESET);
    }

    /** The client acknowledged a number that was not captured, and found nobody there: it used a closed connection. */
    @Test
    void bareResetBehindAFinThatWasNotCaptured() {
        talk.handshake().exchange(Http.get("/1"), Http.ok("hello"));
        script.pause(ofSeconds(1));
        talk.server.fin().unseen();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.bareReset();

        assertThat(mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
        assertThat(talk.verdict().candidates()).extracting(Candidate::cause).doesNotContain("half-open");
    }

    /** Go says so to half a header whose time is over; RFC 9110 section 15.5.9 has 408 for it. */
    @ParameterizedTest
    @ValueSource(ints = {400, 408})
    void halfAHeaderThatIsRefusedAfterAWaitMetATimeout(int status) {
        isTold(HALF_A_HEADER, ofSeconds(5), status);

        assertThat(talk.connection().exchanges().saysRequestTimeout()).isTrue();
        assertThat(mechanism()).isEqualTo(Mechanism.REQUEST_TOO_SLOW);
        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
    }

    @Test
    void halfAHeaderThatIsRefusedAtOnceIsABadRequest() {
        isTold(HALF_A_HEADER, ofMillis(10), 400);

        assertThat(talk.connection().exchanges().saysRequestTimeout()).isFalse();
        assertThat(talk.verdict().cause()).isNotEqualTo("server-header-timeout");
    }

    @Test
    void wholeRequestThatIsRefusedAfterAWaitIsABadRequest() {
        isTold(Http.get("/"), ofSeconds(5), 400);

        assertThat(talk.connection().exchanges().saysRequestTimeout()).isFalse();
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** A client that sends a few bytes at a time is cut off soon after one of them, however long it may go on. */
    @Test
    void headerThatComesBitByBitUntilTheServerClosesIsTooSlow() {
        talk.handshake();
        for (int i = 0; i < 20; i++) {
            talk.client.sends(HALF_A_HEADER.substring(i, i + 1));
            script.pause(ofMillis(250));
        }
        talk.client.sends("e");
        script.arrive();
        talk.server.fin();

        assertThat(mechanism()).isEqualTo(Mechanism.REQUEST_TOO_SLOW);
        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
    }

    @Test
    void uploadOfManySegmentsIsNoTrickleHoweverLongItTakes() {
        talk.handshake();
        talk.client.sends(Http.post("/upload", 100_000, ""));
        for (int i = 0; i < 20; i++) {
            talk.client.sendsBytes(SEGMENT);
            script.pause(ofMillis(250));
        }
        talk.client.sendsBytes(SEGMENT);
        script.arrive();
        talk.server.reset();

        assertThat(mechanism()).isEqualTo(Mechanism.UPLOAD_RESET);
    }

    @Test
    void halfARequestThatIsResetAtOnceMetNoTimeout() {
        talk.handshake();
        talk.client.sends(HALF_A_HEADER);
        script.arrive();
        talk.server.reset();

        assertThat(mechanism()).isEqualTo(Mechanism.UPLOAD_RESET);
    }

    private void downloads() {
        talk.handshake().exchange(Tls.clientHelloHttp1(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.sends(Tls.tickets13());
        bulk(10);
        script.arrive();
        talk.client.ack();
    }

    private void bulk(int records) {
        for (int i = 0; i < records; i++) {
            talk.server.sends(Tls.application(SEGMENT));
        }
    }

    @Test
    void bulkThatMeetsTheFinOfTheClientWasNotWanted() {
        downloads();
        talk.client.fin();
        bulk(3);
        script.arrive();
        talk.client.ack();

        assertThat(mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
        assertThat(talk.verdict().culprit()).isEqualTo(Party.CLIENT);
    }

    @Test
    void bulkThatMeetsTheCloseNotifyOfTheClientWasNotWanted() {
        downloads();
        talk.client.sends(Tls.closeNotify13());
        bulk(3);
        script.arrive();
        talk.client.fin();

        assertThat(mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
    }

    /** That much may follow an answer that was whole. */
    @Test
    void ticketGoAwayAndCloseNotifyAfterTheCloseOfTheClientTakeNothingAway() {
        downloads();
        talk.client.sends(Tls.closeNotify13());
        talk.client.fin();
        talk.server.sends(Tls.application(1200));
        talk.server.sends(Tls.application(34));
        talk.server.sends(Tls.closeNotify13());
        talk.server.fin();
        script.arrive();
        talk.client.ack();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void bulkBeforeTheServersOwnCloseWasWanted() {
        downloads();
        bulk(10);
        talk.server.sends(Tls.closeNotify13());
        talk.server.fin();
        script.arrive();
        talk.client.fin();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    private void sendsHalfARecord() {
        downloads();
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.sends(Arrays.copyOf(Tls.application(5000), SEGMENT));
        script.arrive();
        talk.client.ack();
    }

    /** RFC 8446 section 5.2: a record is authenticated as a whole, so of half of it nobody has anything. */
    @Test
    void recordThatTheServerDoesNotBringToItsEndIsACutAnswer() {
        sendsHalfARecord();
        script.pause(ofMillis(50));
        talk.server.reset();

        assertThat(mechanism()).isEqualTo(Mechanism.CLOSED_MID_ANSWER);
    }

    @Test
    void recordThatTheClientDoesNotWaitForIsAnAnswerThatItDidNotWant() {
        sendsHalfARecord();
        talk.client.fin();

        assertThat(mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
    }

    @Test
    void recordOfWhichTheCaptureMissedTheEndWasNotCut() {
        downloads();
        byte[] answer = Tls.application(2000);
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.sends(Arrays.copyOf(answer, SEGMENT));
        talk.server.sends(Arrays.copyOfRange(answer, SEGMENT, answer.length)).unseen();
        script.arrive();
        talk.client.ack();
        talk.closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void bytesAfterCloseNotifyAndFinCountOnce() {
        downloads();
        talk.client.sends(Tls.closeNotify13());
        talk.client.fin();
        talk.server.sends(Tls.application(1200));
        talk.server.sends(Tls.application(1200));
        talk.server.sends(Tls.closeNotify13());
        talk.server.fin();
        script.arrive();
        talk.client.ack();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }
}
