package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first hole in what one side sent: acknowledgments are cumulative, so they stand still at it (RFC 9293 section 3.4). */
class LossTest {
    private final Loss loss = new Loss();

    private void assertFirstHole(int start, int end) {
        assertThat(loss.firstHoleStart).isEqualTo(start);
        assertThat(loss.firstHoleEnd).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, -150, Integer.MAX_VALUE - 50})
    void firstHoleStaysTheFirstAsLongAsNothingOfItIsAcknowledged(int from) {
        loss.skip(from, from + 100, from);
        loss.skip(from + 200, from + 300, from);

        assertFirstHole(from, from + 100);
    }

    @Test
    void lastHoleIsTheOneThatWasSkippedLast() {
        loss.skip(1000, 1100, 1000);
        loss.skip(1200, 1300, 1000);

        assertThat(loss.holeStart).isEqualTo(1200);
        assertThat(loss.holeEnd).isEqualTo(1300);
    }

    /** The other side has it, although the capture has not. */
    @Test
    void holeThatWasAcknowledgedIsNoneAndTheNextIsTheFirst() {
        loss.skip(1000, 1100, 1000);
        loss.skip(1200, 1300, 1150);

        assertFirstHole(1200, 1300);
    }

    @Test
    void holeIsFilledFromItsBeginning() {
        loss.skip(1000, 1100, 1000);
        loss.fill(1000, 1040);
        assertFirstHole(1040, 1100);

        loss.fill(1030, 1100);
        assertFirstHole(1100, 1100);
    }

    @Test
    void segmentThatReachesBeyondTheHoleFillsIt() {
        loss.skip(1000, 1100, 1000);
        loss.fill(900, 1500);

        assertFirstHole(1100, 1100);
    }

    @Test
    void segmentBehindTheBeginningOfTheHoleOrBeforeItFillsNothing() {
        loss.skip(1000, 1100, 1000);
        loss.fill(1040, 1100);
        loss.fill(900, 950);
        loss.fill(1200, 1300);

        assertFirstHole(1000, 1100);
    }

    @Test
    void afterTheFirstHoleWasFilledTheNextOneIsTheFirst() {
        loss.skip(1000, 1100, 1000);
        loss.fill(1000, 1100);
        loss.skip(1500, 1700, 1000);

        assertFirstHole(1500, 1700);
    }

    @Test
    void ofTwoHolesTheFirstIsTheOneThatIsMeasured() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(9000, "", ""));
        script.arrive();
        talk.client.ack();
        talk.server.sendsBytes(1448).lostOnTheWay();
        talk.server.sendsBytes(300);
        talk.server.sendsBytes(700).lostOnTheWay();
        talk.server.sendsBytes(300);
        script.arrive();
        talk.client.ack();

        assertThat(talk.connection().server().holeBytes()).isEqualTo(1448);
    }

    @Test
    void holeThatIsFilledLaterIsNone() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(9000, "", ""));
        script.arrive();
        talk.client.ack();
        var lost = talk.server.sendsBytes(1448).lostOnTheWay();
        talk.server.sendsBytes(300);
        script.arrive();
        talk.client.ack();
        talk.server.repeats(lost);
        script.arrive();

        assertThat(talk.connection().server().holeBytes()).isZero();
    }
}
