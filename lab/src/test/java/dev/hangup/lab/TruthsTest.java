package dev.hangup.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Plan.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TruthsTest {
    private static final Truth CRASH = Truth.of("server-crash", Party.SERVER, Party.SERVER);
    private static final Truth REFUSED = Truth.of("connection-refused", Party.SERVER, Party.NONE);

    private final Truths truths = new Truths();

    @Test
    void theFirstRuleThatFitsComesFirst() {
        truths.add(result -> result.outcome().equals("refused"), REFUSED);
        truths.add(result -> true, CRASH);
        truths.add(List.of(result(Plan.VICTIM, 1, "refused"), result(Plan.VICTIM, 2, "eof")));

        assertThat(truths.byOpener())
                .containsEntry("10.80.1.2:1", List.of(REFUSED, CRASH))
                .containsEntry("10.80.1.2:2", List.of(CRASH));
    }

    @Test
    void whoGotAllAndWhoWasNoVictimHasNoTruth() {
        truths.add(result -> true, CRASH);
        truths.add(List.of(result(Plan.VICTIM, 1, "ok"), result("get", 2, "eof")));

        assertThat(truths.byOpener()).isEmpty();
    }

    @Test
    void connectionsOfOthersAreKnownByTheirOpener() {
        truths.add("10.80.2.1:40000", CRASH);

        assertThat(truths.byOpener()).containsOnlyKeys("10.80.2.1:40000");
        assertThatCode(truths::check).doesNotThrowAnyException();
    }

    @Test
    void aHealthyConnectionThatFailsMakesTheRunNotCount() {
        truths.add("10.80.2.1:40000", CRASH);
        truths.add(List.of(result(Plan.HEALTHY, 1, "reset")));

        assertThatThrownBy(truths::check)
                .isInstanceOf(LabException.class)
                .hasMessageContaining("10.80.1.2:1 ended with reset in step 2, though nothing was done to it");
    }

    @Test
    void aRunThatHurtsNobodyCountsOnlyIfNobodyIsToBeHurt() {
        truths.add(result -> true, CRASH);
        truths.add(List.of(result(Plan.VICTIM, 1, "ok")));

        assertThatThrownBy(truths::check).hasMessageContaining("nobody was hurt");

        truths.nobodyIsHurt();
        assertThatCode(truths::check).doesNotThrowAnyException();
    }

    private static Result result(String role, int port, String outcome) {
        return new Result(role, "10.80.1.2:" + port, outcome, 2, false, Duration.ZERO);
    }
}
