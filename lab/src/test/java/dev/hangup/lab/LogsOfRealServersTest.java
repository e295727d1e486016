package dev.hangup.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.Analysis;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Ledger;
import dev.hangup.log.LogEvent;
import dev.hangup.log.Symptom;
import dev.hangup.report.LogFile;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real programs log of faults that were staged; skipped, with the reason, where they cannot be had. */
class LogsOfRealServersTest {
    /** What the backend does, as the kernel of the one who asks sees it. */
    private static final Map<String, Symptom> TRUTH = truth();

    @TempDir
    private static Path folder = Path.of(".");

    private static Map<String, Symptom> truth() {
        Map<String, Symptom> truth = new LinkedHashMap<>();
        truth.put("rst-before", Symptom.RST);
        truth.put("fin-before", Symptom.FIN);
        truth.put("rst-body", Symptom.RST);
        truth.put("fin-body", Symptom.FIN);
        truth.put("garbage", Symptom.PROTOCOL);
        truth.put("silence", Symptom.SILENCE);
        truth.put("refused", Symptom.REFUSED);
        truth.put("unreached", Symptom.CONNECT_TIMEOUT);
        truth.put("race-rst", Symptom.RST);
        truth.put("race-fin", Symptom.FIN);
        return truth;
    }

    @BeforeAll
    static void stage() {
        assumeTrue(Rootless.isRoot(), "needs root");
        List<String> missing = Tools.missing(LoggedFaults.TOOLS);
        assumeTrue(missing.isEmpty(), "needs " + missing);
        try (Lab lab = Lab.open()) {
            lab.run(new LoggedFaults(), "plain", folder);
        }
    }

    @Test
    void nginxTellsTheKernelsWordAndThePeer() throws IOException {
        List<LogEvent> events = events("nginx-error.log");

        assertThat(events).extracting(LogEvent::symptom).containsExactlyElementsOf(TRUTH.values());
        assertThat(events)
                .extracting(LogEvent::remote)
                .extracting(Object::toString)
                .containsExactlyElementsOf(peers(LoggedFaults.NGINX));
    }

    @Test
    void nginxsLogsTellOfEachFailureOnce() throws IOException {
        Report all = explain(new ArrayList<>(), "nginx-error.log", "nginx-access.log", "nginx-upstreams.log");

        assertThat(all.logs().failures()).isEqualTo(TRUTH.size());
        assertThat(events(all)).extracting(LogEvent::symptom).containsExactlyElementsOf(TRUTH.values());
    }

    @Test
    void accessLogOfNginxKnowsHowLongButNotHow() throws IOException {
        List<LogEvent> events = events("nginx-upstreams.log");

        assertThat(events)
                .extracting(LogEvent::path)
                // What broke off in its answer, or could not be understood, has status 200.
                .containsExactly(
                        "/rst-before", "/fin-before", "/silence", "/refused", "/unreached", "/race-rst", "/race-fin");
        assertThat(events).extracting(LogEvent::symptom).containsOnly(Symptom.UNDECIDABLE);
        assertWaited(events);
    }

    @Test
    void haproxysStatesAreReadForWhatTheySay() throws IOException {
        List<LogEvent> events = events("proxy-haproxy.log");

        assertThat(events)
                .extracting(LogEvent::path, LogEvent::symptom)
                .containsExactlyElementsOf(TRUTH.entrySet().stream()
                        .map(fault -> tuple("/" + fault.getKey(), ofHaproxy(fault.getValue())))
                        .toList());
        assertThat(events)
                .allSatisfy(event -> assertThat("/" + event.peerName()).isEqualTo(event.path() + "/server"));
        assertWaited(events);
    }

    /** SH and SD are written for a FIN as for a RST. */
    private static Symptom ofHaproxy(Symptom symptom) {
        return symptom == Symptom.RST || symptom == Symptom.FIN ? Symptom.UNDECIDABLE : symptom;
    }

    /** HAProxy and nginx log milliseconds: where time ran out, at least those that they allow. */
    private static void assertWaited(List<LogEvent> events) {
        assertThat(events)
                .filteredOn(
                        event -> event.path().equals("/silence") || event.path().equals("/unreached"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.duration())
                        .isNotNull()
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(LoggedFaults.LIMIT_SECONDS)));
    }

    @Test
    void apacheTellsTheKernelsWordOnceEachAndThePeerWhereItNamesIt() throws IOException {
        Map<String, Symptom> told = new LinkedHashMap<>(TRUTH);
        // Passed on as an answer of HTTP/0.9.
        told.remove("garbage");

        List<LogEvent> events = events("apache-error.log");

        assertThat(events).extracting(LogEvent::symptom).containsExactlyElementsOf(told.values());
        List<String> peers = events.stream()
                .map(LogEvent::remote)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toList();
        assertThat(peers).hasSize(told.size() - 2).isSubsetOf(peers(LoggedFaults.APACHE));
    }

    @Test
    void apachesLogsTellOfEachFailureOnce() throws IOException {
        Report all = explain(new ArrayList<>(), "apache-error.log", "apache-access.log");

        assertThat(all.logs().failures()).isEqualTo(TRUTH.size() - 1);
    }

    @Test
    void verdictsOnAProxysConnectionsNameItsLines() throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        explain(verdicts, "nginx-error.log", "apache-error.log", "upstream.pcap");

        // What cannot be understood is whole on the wire. Of what breaks off in its answer Apache does not name the
        // peer.
        assertLines(verdicts, LoggedFaults.NGINX, "nginx-error.log", Set.of("garbage"));
        assertLines(verdicts, LoggedFaults.APACHE, "apache-error.log", Set.of("garbage", "rst-body", "fin-body"));
    }

    private static void assertLines(List<Verdict> verdicts, int base, String file, Set<String> without) {
        for (String fault : TRUTH.keySet()) {
            String server = "10.80.2.2:" + (base + LoggedFaults.FAULTS.indexOf(fault));
            if (without.contains(fault)) {
                continue;
            }
            assertThat(verdicts)
                    .filteredOn(verdict ->
                            verdict.connection().server().endpoint().toString().equals(server))
                    .as(fault)
                    .singleElement()
                    .satisfies(verdict -> assertThat(verdict.logged())
                            .singleElement()
                            .satisfies(line -> {
                                assertThat(line.file()).isEqualTo(file);
                                assertThat(line.symptom()).isEqualTo(TRUTH.get(fault));
                                assertThat(line.remote()).hasToString(server);
                            }))
                    .satisfies(verdict -> {
                        if (fault.equals("silence")) {
                            assertThat(verdict.cause()).isEqualTo("proxy-upstream-timeout");
                        }
                    });
        }
    }

    @Test
    void verdictsInFrontOfAProxyNameItsLinesByTheClientsPort() throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        explain(verdicts, "proxy-haproxy.log", "apache-error.log", "mid.pcap");

        for (int port : List.of(LoggedFaults.HAPROXY, LoggedFaults.APACHE)) {
            List<Verdict> broken = verdicts.stream()
                    .filter(verdict -> verdict.connection().server().endpoint().port() == port)
                    .toList();
            // rst-body and fin-body: all else was answered in order.
            assertThat(broken)
                    .hasSize(2)
                    .allSatisfy(verdict -> assertThat(verdict.logged())
                            .singleElement()
                            .satisfies(line -> assertThat(line.client())
                                    .isEqualTo(verdict.connection().client().endpoint())));
        }
    }

    @Test
    void configurationsOfTheRunAreReadAsSettingsBesideTheLogs() throws IOException {
        Report report = explain(new ArrayList<>(), "nginx.conf", "haproxy.cfg", "apache.conf", "nginx-error.log");

        assertThat(report.configs().files()).containsExactly("nginx.conf", "haproxy.cfg", "apache.conf");
        assertThat(report.logs().logs()).extracting(LogFile::name).containsExactly("nginx-error.log");
        assertThat(report.configs().chain().hops())
                .flatExtracting(hop -> hop.client().settings())
                .filteredOn(setting -> setting.kind() == SettingKind.READ_TIMEOUT)
                .extracting(setting -> setting.place().file(), Setting::name, Setting::value)
                .contains(
                        tuple("nginx.conf", "proxy_read_timeout", "2s"),
                        tuple("haproxy.cfg", "timeout server", "2s"),
                        tuple("apache.conf", "timeout", "2"));
    }

    @Test
    void tracebacksOfPythonTellTheKernelsWord() throws IOException {
        assertThat(events("proxy-python.log")).extracting(LogEvent::symptom).containsExactlyElementsOf(TRUTH.values());
    }

    @Test
    void errorsOfNodeTellWhatTheyCan() throws IOException {
        assertThat(events("proxy-node.log"))
                .extracting(LogEvent::symptom)
                .containsExactly(
                        Symptom.RST,
                        Symptom.FIN,
                        // The request's error, and the answer's, which is the same for a FIN.
                        Symptom.RST,
                        Symptom.UNDECIDABLE,
                        Symptom.UNDECIDABLE,
                        Symptom.PROTOCOL,
                        Symptom.SILENCE,
                        Symptom.REFUSED,
                        // The signal ends a connect in the same words as a wait for an answer.
                        Symptom.SILENCE,
                        Symptom.RST,
                        Symptom.FIN);
    }

    @Test
    void healthyRequestsWereManyAndNoneFailed() throws IOException {
        for (String log : List.of("nginx-access.log", "proxy-haproxy.log", "apache-access.log")) {
            assertThat(Files.readAllLines(folder.resolve(log)))
                    .as(log)
                    .filteredOn(line -> line.contains("/healthy/"))
                    .hasSize(LoggedFaults.HEALTHY_OF_EACH);
        }
        for (String log : List.of(
                "client-through-8100.log",
                "client-through-8200.log",
                "client-through-8300.log",
                "proxy-python.log",
                "proxy-node.log")) {
            assertThat(folder.resolve(log)).content().as(log).doesNotContain("/healthy/");
        }
        Report report = explain(
                new ArrayList<>(), "nginx-access.log", "nginx-upstreams.log", "proxy-haproxy.log", "apache-access.log");
        assertThat(events(report)).extracting(LogEvent::path).noneMatch(path -> path.startsWith("/healthy"));
    }

    /** Explains files of the run; the verdicts on connections that failed go to {@code verdicts}. */
    private static Report explain(List<Verdict> verdicts, String... files) throws IOException {
        Analysis analysis = new Analysis(false, null, new Ledger(), verdicts::add);
        for (String file : files) {
            try (InputStream in = Files.newInputStream(folder.resolve(file))) {
                analysis.add(file, in, true, read -> {});
            }
        }
        return analysis.report();
    }

    private static List<LogEvent> events(String file) throws IOException {
        return events(explain(new ArrayList<>(), file));
    }

    /** Where the backend of a program is asked to fail, in the order of the faults. */
    private static List<String> peers(int base) {
        return TRUTH.keySet().stream()
                .map(fault -> "10.80.2.2:" + (base + LoggedFaults.FAULTS.indexOf(fault)))
                .toList();
    }

    private static List<LogEvent> events(Report report) {
        return report.logs().incidents().stream()
                .flatMap(verdict -> verdict.failure().events().stream())
                .sorted(Comparator.comparing(LogEvent::file).thenComparingLong(LogEvent::line))
                .toList();
    }
}
