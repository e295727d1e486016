package dev.hangup.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogSource;
import dev.hangup.log.Phase;
import dev.hangup.log.Symptom;
import dev.hangup.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The articles that the project started from: what their authors had in their hands must lead to what they found out. */
class PublishedIncidentsTest {
    @Test
    void resetReadByDotNetIsTheRaceFirstAndSaysWhatToCollect() throws IOException {
        Report report = LogsOf.incident("000");

        assertThat(report.logs().incidents()).hasSize(1);
        LogVerdict verdict = report.logs().incidents().get(0);
        assertThat(verdict.failure().count(Symptom.RST)).isEqualTo(1);
        assertThat(verdict.candidates().get(0).cause()).isEqualTo("keepalive-race");
        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.7);
        assertThat(verdict.settle()).isNotEmpty();
    }

    @Test
    void fiveErrorsOfNginxAreTheRaceOnTheirDayAtTheirUpstream() throws IOException {
        Report report = LogsOf.incident("001");

        assertThat(report.logs().incidents()).hasSize(1);
        LogVerdict verdict = report.logs().incidents().get(0);
        assertThat(verdict.failure().count()).isEqualTo(5);
        assertThat(verdict.failure().count(Symptom.RST)).isEqualTo(4);
        assertThat(verdict.failure().count(Symptom.FIN)).isEqualTo(1);
        assertThat(verdict.failure().peer()).isEqualTo("172.18.0.2:8000");
        assertThat(Instant.ofEpochSecond(0, verdict.failure().times()[0])).isEqualTo("2017-11-12T06:11:15Z");
        assertThat(verdict.cause()).isEqualTo("keepalive-race");
        // The configurations beside the log: nginx keeps idle connections for 60 s, the Node server closes after 0.5 s.
        assertThat(verdict.remedies().get(0)).contains("keepAliveTimeout");
    }

    @Test
    void jsonOfAServiceNamesServicePeerAndTransaction() throws IOException {
        Report report = LogsOf.incident("002");

        assertThat(report.logs().incidents()).hasSize(1);
        LogEvent event = report.logs().incidents().get(0).failure().events().get(0);
        assertThat(event.service()).isEqualTo("OrderService");
        assertThat(event.peerName()).isEqualTo("PaymentService");
        assertThat(event.transaction()).isEqualTo("a1b2c3d4-e5f6-7890-1234-567890abcdef");
        assertThat(event.remote()).hasToString("192.168.1.10:8080");
        assertThat(event.symptom()).isEqualTo(Symptom.RST);
    }

    @Test
    void debugLogOfEnvoyShowsItsConnectTimeoutAndTheSettingToChange() throws IOException {
        Report report = LogsOf.incident("003");

        List<LogVerdict> envoy = report.logs().incidents().stream()
                .filter(verdict -> verdict.failure().source() == LogSource.ENVOY)
                .toList();
        assertThat(envoy).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("connect-timeout");
            assertThat(verdict.failure().shape()).isEqualTo(LogShape.CONNECT_TIMEOUT);
            assertThat(verdict.failure().medianDurationNanos() / 1_000_000).isBetween(995L, 1005L);
            assertThat(verdict.remedies().get(0)).contains("connectTimeout");
        });
        LogVerdict application = report.logs().incidents().stream()
                .filter(verdict -> verdict.failure().source() == LogSource.APPLICATION)
                .findFirst()
                .orElseThrow();
        LogEvent event = application.failure().events().get(0);
        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
        assertThat(application.cause()).isEqualTo("connect-timeout");
        assertThat(Duration.between(
                        Instant.parse("2020-05-29T19:05:44.614Z"),
                        Instant.ofEpochSecond(0, application.failure().times()[0])))
                .isZero();
    }
}
