package dev.hangup.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.lab.Plan.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What goes to the client program, and what comes back. */
class PlanTest {
    @Test
    void aJobIsALineThatTheClientReads() {
        Plan plan = new Plan("10.80.1.2");
        plan.victim("10.80.2.2", 8080)
                .after(Duration.ofMillis(300))
                .patience(Duration.ofSeconds(2))
                .get("/a")
                .idle(Duration.ofMillis(960))
                .post("/b", 1000);

        assertThat(plan.text())
                .isEqualTo(
                        "victim\t0.300000\t10.80.1.2\t10.80.2.2\t8080\t-\t2.000000\tget /a|wait 0.960000|post /b 1000\n");
    }

    @Test
    void aResultIsALineThatTheClientPrints() {
        Result result = Result.parse("victim\t10.80.1.2:40000\tbroken-pipe\t3\t1\t0");

        assertThat(result).isEqualTo(new Result("victim", "10.80.1.2:40000", "broken-pipe", 3, true, Duration.ZERO));
        assertThat(result.isOk()).isFalse();
        assertThat(Result.parse("healthy\t[fd80:0:1::2]:40000\tok\t1\t0\t1.5").isOk())
                .isTrue();
    }

    @Test
    void aTracebackIsNoResult() {
        assertThatThrownBy(() -> Result.parse("Traceback (most recent call last):"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("Traceback");
    }
}
