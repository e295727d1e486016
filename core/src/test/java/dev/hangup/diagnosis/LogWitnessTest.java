package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Connection;
import dev.hangup.log.LogReader;
import dev.hangup.script.Followed;
import dev.hangup.script.Talk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/** What a line of nginx's error log adds to the packets of the connection that it is about. */
class LogWitnessTest {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** Its requests need not say that it is a proxy: by default nginx's do not. */
    @Test
    void whoLogsAServerAsItsUpstreamIsAProxyAndItsLimitTheCause() {
        Talk talk = BusyStories.clientGivesUpAfterAMinute("");

        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
        Verdict verdict = verdict(talk, Duration.ZERO, "while reading response header from upstream");
        assertThat(verdict.logged()).hasSize(1);
        assertThat(verdict.cause()).isEqualTo("proxy-upstream-timeout");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
    }

    /** The fifth SYN was sent after 15 s, the sixth would have been after 31 s. */
    @Test
    void whoGivesUpConnectingWritesOfItBeforeAnotherSynIsDue() {
        Talk talk = ConnectStories.synIsNeverAnsweredAtTheClient();
        String action = "while connecting to upstream";

        assertThat(verdict(talk, Duration.ofSeconds(14), action).logged()).hasSize(1);
        assertThat(verdict(talk, Duration.ofSeconds(19), action).logged()).isEmpty();
        assertThat(verdict(talk, Duration.ofSeconds(-3), action).logged()).isEmpty();
    }

    /** The verdict beside a line that nginx wrote so long after the connection's last packet. */
    private static Verdict verdict(Talk talk, Duration later, String action) {
        Followed followed = talk.script().follow();
        Connection connection = followed.of(talk);
        Instant time = Instant.ofEpochSecond(0, connection.lastNanos()).plus(later);
        String line = TIME.format(time) + " [error] 7#7: *1 upstream timed out (110: Connection timed out) " + action
                + ", client: 192.0.2.7, server: , request: \"GET /slow HTTP/1.1\", upstream: \"http://"
                + connection.server().endpoint() + "/slow\"\n";
        LogEvidence logs = new LogEvidence(new Configured());
        LogReader reader = new LogReader("error.log", logs::add, (what, number) -> {});
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        reader.accept(bytes, 0, bytes.length);
        reader.finish();
        return new Judge("script", followed.beside(logs)).judge(connection);
    }
}
