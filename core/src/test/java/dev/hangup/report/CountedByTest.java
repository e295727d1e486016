package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.diagnosis.Configured;
import dev.hangup.diagnosis.LogEvidence;
import dev.hangup.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedByTest {
    private static final int MORE_THAN_ARE_COUNTED_BY_MINUTE = 100_010;

    @Test
    void hourThatIsNoLongerKnownIsNotShown() {
        assertThat(CountedBy.count(failuresWithPeers(1).counts(), List.of(CountedBy.HOUR)))
                .containsOnlyKeys(List.of("2026-11-20 20:00"));
        assertThat(CountedBy.count(
                        failuresWithPeers(MORE_THAN_ARE_COUNTED_BY_MINUTE).counts(), List.of(CountedBy.HOUR)))
                .containsOnlyKeys(List.of("2026-11-20"));
    }

    private static LogEvidence failuresWithPeers(int peers) {
        LogEvidence logs = new LogEvidence(new Configured());
        LogReader reader = new LogReader("app.log", logs::add, (what, line) -> {});
        for (int i = 0; i < peers; i++) {
            byte[] line = ("2026-11-20T20:07:01Z ERROR dial tcp 10." + i / 62_500 + "." + i / 250 % 250 + "."
                            + (i % 250 + 1) + ":80: connect: connection refused\n")
                    .getBytes(StandardCharsets.UTF_8);
            reader.accept(line, 0, line.length);
        }
        reader.finish();
        return logs;
    }
}
