package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Analysis;
import dev.hangup.Note;
import dev.hangup.evidence.Ledger;
import dev.hangup.kernel.Traced;
import dev.hangup.report.KernelSummary;
import dev.hangup.report.Report;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel's word adds to real captures, and where it must add nothing. */
class KernelWitnessTest {
    private static final String HALF_OPEN = "d8_half_open_after_reboot";
    private static final String FORGED = "c5_forged_rst_inwin";
    private static final String UNREAD = "a1_node_unread_at_close";
    private static final String QUEUE_FULL = "b2_accept_queue_full_abort0";

    /** A run over a capture, and texts that are read before it. */
    private static final class Run {
        private final List<Verdict> verdicts = new ArrayList<>();
        private final Report report;

        private Run(String folder, String capture, Map<String, String> texts) {
            Ledger ledger = new Ledger();
            Analysis analysis = new Analysis(false, null, ledger, verdicts::add);
            texts.forEach((name, text) -> add(analysis, name, text.getBytes(StandardCharsets.UTF_8)));
            add(analysis, capture, Traced.bytes(folder, capture));
            report = analysis.report();
            verdicts.sort(
                    Comparator.comparingLong(verdict -> verdict.connection().firstFrame()));
        }

        private static void add(Analysis analysis, String name, byte[] bytes) {
            analysis.add(name, new ByteArrayInputStream(bytes), true, read -> {});
        }

        static Run alone(String folder, String capture) {
            return new Run(folder, capture, Map.of());
        }

        static Run with(String folder, String capture, String trace) {
            return new Run(folder, capture, Map.of(Traced.NAME, trace));
        }

        Verdict of(String client) {
            return verdicts.stream()
                    .filter(verdict ->
                            verdict.connection().client().endpoint().toString().equals(client))
                    .findFirst()
                    .orElseThrow();
        }

        List<String> kernelClues() {
            return verdicts.stream()
                    .flatMap(verdict -> verdict.candidates().stream())
                    .flatMap(candidate -> candidate.clues().stream())
                    .filter(clue -> clue.kind() == ClueKind.KERNEL)
                    .map(Clue::text)
                    .toList();
        }

        List<String> notes() {
            return report.notes().stream().map(Note::text).toList();
        }
    }

    /** Folder, capture, client, cause, culprit, what the chosen cause's clue says. */
    @ParameterizedTest
    @CsvSource({
        "a1_node_unread_at_close,            client.pcap, 10.77.1.2:56708, keepalive-race, server, TCP_ABORT_ON_CLOSE",
        "a1_node_unread_at_close,            server.pcap, 10.77.1.2:56708, keepalive-race, server, TCP_ABORT_ON_CLOSE",
        "a2_nginx_fin_crosses_request,       client.pcap, 10.77.9.2:43468, keepalive-race, server, TCP_ABORT_ON_DATA",
        "a3_nginx_fin_received_not_read,     client.pcap, 10.77.1.2:44576, keepalive-race, server, TCP_TIMEWAIT_SOCKET",
        "b1_refused_port,                    client.pcap, 10.77.1.2:56718, connection-refused, server, NO_SOCKET",
        "c2_nat_expired_server_speaks_first, client.pcap, 10.77.1.2:44328, idle-firewall-reset, middlebox, NO_SOCKET",
        "c2_nat_expired_server_speaks_first, server.pcap, 10.77.2.1:44328, idle-firewall-reset, middlebox, NO_SOCKET",
        "c4_appliance_idle_rst_late,         client.pcap, 10.77.9.2:56128, idle-firewall-reset, middlebox, tells of no RST",
        "c5_forged_rst_inwin,                client.pcap, 10.77.9.2:40398, injected-rst, middlebox, tells of no RST",
        "c5_forged_rst_inwin,                server.pcap, 10.77.9.2:40398, injected-rst, middlebox, NO_SOCKET",
        "d2_unread_body_python,              client.pcap, 10.77.1.2:48098, unread-data-close, server, TCP_ABORT_ON_CLOSE",
        "d6_fd_exhaustion,                   client.pcap, 10.77.1.2:58262, fd-exhaustion, server, TCP_ABORT_ON_CLOSE",
        "d8_half_open_after_reboot,          client.pcap, 10.77.1.2:33482, half-open, server, TCP_FLAGS",
        "e0b_third_ack_overflow_abort1,      client.pcap, 10.77.9.2:57550, accept-queue-overflow, server, INVALID_SYN",
        "e2_tls_client_rejects_cert,         server.pcap, 10.77.1.2:35572, tls-mismatch, client, TCP_ABORT_ON_CLOSE",
        "l3_ttl_walk_server,                 client.pcap, 10.77.1.2:53912, keepalive-race, server, TCP_TIMEWAIT_SOCKET"
    })
    void withItsWordTheVerdictIsRightAndAtLeastAsSure(
            String folder, String capture, String client, String cause, String culprit, String said) {
        Verdict before = Run.alone(folder, capture).of(client);
        Verdict after = Run.with(folder, capture, Traced.text(folder)).of(client);

        assertThat(after.cause()).isEqualTo(cause);
        assertThat(after.culprit().text()).isEqualTo(culprit);
        if (before.cause().equals(cause)) {
            assertThat(after.confidence()).isGreaterThanOrEqualTo(before.confidence());
        }
        assertThat(after.chosen()).isNotNull();
        assertThat(after.chosen().clues()).anySatisfy(clue -> {
            assertThat(clue.kind()).isEqualTo(ClueKind.KERNEL);
            assertThat(clue.text()).contains(said).contains(Traced.NAME);
        });
    }

    /** Undecidable by packets: the kernel's word lifts them over what the packets allow. */
    @ParameterizedTest
    @CsvSource({
        "a1_node_unread_at_close, 10.77.1.2:56708, 0.85",
        "d6_fd_exhaustion, 10.77.1.2:58262, 0.9",
        "d8_half_open_after_reboot, 10.77.1.2:33482, 0.9"
    })
    void whatPacketsCannotTellItSettles(String folder, String client, double least) {
        assertThat(Run.alone(folder, "client.pcap").of(client).confidence()).isLessThan(0.75);
        assertThat(Run.with(folder, "client.pcap", Traced.text(folder))
                        .of(client)
                        .confidence())
                .isGreaterThan(least);
    }

    @Test
    void theClueSaysWhoSaysWhatWhere() {
        Run run = Run.with(UNREAD, "client.pcap", Traced.text(UNREAD));

        assertThat(run.kernelClues())
                .contains(
                        "the kernel of 10.77.2.2 says: TCP_ABORT_ON_CLOSE (the application closed its socket with data in"
                                + " it that it had not read), trace.txt line 21");
        assertThat(run.report.kernel())
                .extracting(KernelSummary::text)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith(
                        "1 reset sent, 1 connection torn down; its clock is set by 1 reset that a capture shows too");
    }

    @ParameterizedTest
    @ValueSource(strings = {UNREAD, HALF_OPEN, FORGED})
    void withoutItsHeaderTheClockIsSetByTheResetsThatACaptureShowsToo(String folder) {
        String bare = Traced.text(folder).replaceAll("(?m)^#.*\\R", "");

        assertThat(verdicts(Run.with(folder, "client.pcap", bare)))
                .isEqualTo(verdicts(Run.with(folder, "client.pcap", Traced.text(folder))));
    }

    @Test
    void theTaskInATraceIsNobodysCulprit() {
        String other = Traced.text(HALF_OPEN).replace("python3", "nginx");

        assertThat(verdicts(Run.with(HALF_OPEN, "client.pcap", other)))
                .isEqualTo(verdicts(Run.with(HALF_OPEN, "client.pcap", Traced.text(HALF_OPEN))));
    }

    /** A trace of another machine, whose listener on the same port answers at the same time. */
    @Test
    void anotherMachinesListenerIsNotTheServers() {
        String elsewhere = Traced.text(HALF_OPEN).replace("10.77.2.2", "192.168.7.7");
        Run run = Run.with(HALF_OPEN, "client.pcap", elsewhere);

        assertThat(run.kernelClues()).isEmpty();
        assertThat(verdicts(run)).isEqualTo(verdicts(Run.alone(HALF_OPEN, "client.pcap")));
    }

    /** Resets of other programs in the trace, at the same ports of other hosts and at other times, join with nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"l3_ttl_walk_server", "e2_tls_client_rejects_cert"})
    void foreignEventsJoinWithNothing(String folder) {
        String onlyForeign = Traced.text(folder).replaceAll("(?m)^.*\\b10\\.77\\..*\\R", "");
        Run run = Run.with(folder, "client.pcap", onlyForeign);

        assertThat(run.kernelClues()).isEmpty();
        assertThat(verdicts(run)).isEqualTo(verdicts(Run.alone(folder, "client.pcap")));
    }

    @Test
    void aListenersResetAtAnotherTimeOrPortIsAnotherOne() {
        String later = Traced.text(HALF_OPEN).replaceFirst("3708\\.630294: tcp_send", "3708.530294: tcp_send");
        String elsewhere = Traced.text(HALF_OPEN).replace("src=0.0.0.0:8080", "src=0.0.0.0:8081");

        assertThat(confessions(Run.with(HALF_OPEN, "client.pcap", later))).isEmpty();
        assertThat(confessions(Run.with(HALF_OPEN, "client.pcap", elsewhere))).isEmpty();
    }

    /** The trace has been filtered by address, which listeners' resets have none of: their absence proves little. */
    @Test
    void aFilteredTraceDoesNotAccuseABox() {
        String filtered = Traced.text(HALF_OPEN).replaceAll("(?m)^.*src=0\\.0\\.0\\.0:8080.*\\R", "");
        Verdict verdict = Run.with(HALF_OPEN, "client.pcap", filtered).of("10.77.1.2:33482");

        assertThat(verdict.confidence()).isLessThan(0.75);
        assertThat(verdict.culpritConfidence()).isLessThan(0.85);
    }

    /** Before Linux 6.10 a RST without a socket made no event. */
    @Test
    void anOldKernelsSilenceAboutABareResetSaysNothing() {
        String old = Traced.text(HALF_OPEN)
                .replaceAll("(?m)^.*src=0\\.0\\.0\\.0:8080.*\\R", "")
                .replaceAll(" reason=\\w+", "");

        assertThat(Run.with(HALF_OPEN, "client.pcap", old).kernelClues()).isEmpty();
    }

    /** Where an address translator stands between, the server's kernel knows the connection by other names. */
    @Test
    void silenceAboutAConnectionThatTheKernelNeverHadSaysNothing() {
        String translated = Traced.text(FORGED).replace("10.77.9.2", "172.16.0.9");

        assertThat(Run.with(FORGED, "client.pcap", translated).kernelClues()).isEmpty();
    }

    @Test
    void aTraceThatEndedBeforeSaysNothing() {
        String early = Traced.text(FORGED).replaceAll("(?m)^.* 2176\\.(09[67]|1).*\\R", "");

        assertThat(Run.with(FORGED, "client.pcap", early).kernelClues()).isEmpty();
    }

    @Test
    void aTraceThatCannotBePutInTimeIsToldAndChangesNothing() {
        String unplaced =
                Traced.text(HALF_OPEN).replaceAll("(?m)^#.*\\R", "").replaceAll("(?m)^.*tcp_receive_reset.*\\R", "");
        Run run = Run.with(HALF_OPEN, "client.pcap", unplaced);

        assertThat(verdicts(run)).isEqualTo(verdicts(Run.alone(HALF_OPEN, "client.pcap")));
        assertThat(run.notes())
                .containsExactly(
                        "trace.txt: no reset in it was captured too, and it does not say what to add to its clock"
                                + " (# wall = mono + SECONDS): nothing is concluded from it");
    }

    @Test
    void aFullQueueTellsADroppedSynFromALostOne() {
        String ss = new String(Traced.bytes(QUEUE_FULL, "ss.txt"), StandardCharsets.UTF_8);
        Verdict before = Run.alone(QUEUE_FULL, "client.pcap").of("10.77.1.2:56746");
        Verdict after = new Run(QUEUE_FULL, "client.pcap", Map.of("ss.txt", ss)).of("10.77.1.2:56746");

        assertThat(before.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP);
        assertThat(after.cause()).isEqualTo("accept-queue-overflow");
        assertThat(after.confidence()).isGreaterThan(0.9);
        assertThat(after.chosen()).isNotNull();
        assertThat(after.chosen().clues())
                .extracting(Clue::text)
                .contains("the accept queue of port 8080 was full: 2 connections waiting, limit 1, ss.txt line 2");
    }

    @Test
    void aCounterThatGrewTellsItToo() {
        Map<String, String> snapshots = new TreeMap<>(Map.of(
                "before.txt", "#kernel\nTcpExtListenOverflows           3                  0.0\n",
                "after.txt", "#kernel\nTcpExtListenOverflows           24                 0.0\n"));
        Verdict verdict = new Run(QUEUE_FULL, "client.pcap", snapshots).of("10.77.1.2:56746");

        assertThat(verdict.confidence()).isGreaterThan(Judge.PAIR_CAP);
        assertThat(verdict.chosen()).isNotNull();
        assertThat(verdict.chosen().clues())
                .extracting(Clue::text)
                .contains("TcpExtListenOverflows grew by 21 between before.txt line 2 and after.txt line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTEN 1      1            0.0.0.0:8080      0.0.0.0:*",
                "LISTEN 2      1            0.0.0.0:8081      0.0.0.0:*",
                "LISTEN 2      1            192.168.7.7:8080  0.0.0.0:*",
                "TcpExtListenOverflows           24                 0.0"
            })
    void anotherQueueAQueueWithRoomOrOneOldCountLeavesTheCap(String snapshot) {
        Verdict verdict = new Run(QUEUE_FULL, "client.pcap", Map.of("host.txt", snapshot)).of("10.77.1.2:56746");

        assertThat(verdict.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP);
    }

    @Test
    void countersOfAHostWithoutSuchAListenerAreNotTheServers() {
        String other = """
                TcpExtListenOverflows           24                 0.0
                LISTEN 0      128          0.0.0.0:22        0.0.0.0:*
                """;
        Run run = new Run(QUEUE_FULL, "client.pcap", Map.of("host.txt", other));

        assertThat(run.kernelClues()).isEmpty();
    }

    private static List<String> verdicts(Run run) {
        return run.verdicts.stream()
                .map(verdict ->
                        verdict.connection().firstFrame() + " " + verdict.cause() + " " + verdict.culprit() + " "
                                + verdict.candidates().stream()
                                        .map(candidate -> candidate.cause() + Math.round(candidate.bits() * 10))
                                        .toList())
                .toList();
    }

    private static List<String> confessions(Run run) {
        return run.kernelClues().stream().filter(clue -> clue.contains("says:")).toList();
    }
}
