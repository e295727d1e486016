package dev.hangup.report;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.TcpFlags;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the ladder says of a FIN. */
class LadderNotesTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk().handshake();

    private String ofTheClientsFin() {
        Verdict verdict = talk.verdict();
        return Stream.of(verdict.connection().trail().entries())
                .filter(entry -> entry.fromClient() && entry.has(TcpFlags.FIN))
                .map(new LadderNotes(verdict)::of)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clientThatGoesWithAllItAskedForClosesAnIdleConnection() {
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();

        assertThat(ofTheClientsFin()).isEqualTo("client closes the idle connection");
    }

    @Test
    void clientThatGoesBeforeAnAnswerThatComesInTheEndWasStillWaiting() {
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(1));
        talk.client.fin();
        script.arrive();
        script.pause(ofSeconds(1));
        talk.server.sends(Http.ok("late"));
        script.arrive();
        talk.client.bareReset();

        assertThat(ofTheClientsFin()).isEqualTo("client closes, still waiting");
    }

    @Test
    void clientThatGoesWithAHoleInItsAnswerWasStillWaiting() {
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(3000, "", ""));
        talk.server.sendsBytes(1448).lostOnTheWay();
        talk.server.sendsBytes(1448);
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(5));
        talk.client.fin();

        assertThat(ofTheClientsFin()).isEqualTo("client closes, still waiting");
    }
}
