package dev.hangup.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.FollowedBy;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.RequestChain;
import dev.hangup.log.LogEvent;
import dev.hangup.log.Symptom;
import dev.hangup.report.LogFindings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Requests that are followed across services although no id says that their lines are about the same one. */
class TimedChainsTest {
    private static final String NGINX_ERROR =
            "2026/11/20 20:07:%02d [error] 7#7: *1 upstream prematurely closed connection while reading response header from"
                    + " upstream, client: 10.0.0.1, server: , request: \"POST /pay?card=1 HTTP/1.1\", upstream:"
                    + " \"http://10.0.0.9:8080/pay?card=1\", host: \"shop\"\n";

    /** nginx's time is that of the end, with milliseconds. */
    private static String nginx(String end, String took, String upstream, String path) {
        return "{\"time\":\"2026-11-20T20:07:" + end + "+00:00\",\"remote_addr\":\"10.0.0.1\",\"request\":\"POST "
                + path
                + " HTTP/1.1\",\"status\":\"502\",\"request_time\":\"" + took + "\",\"upstream_addr\":\"" + upstream
                + "\",\"upstream_status\":\"502\",\"upstream_connect_time\":\"0.000\",\"upstream_header_time\":\"-\","
                + "\"upstream_response_time\":\"" + took + "\"}\n";
    }

    private static String app(String time, String instance, String path) {
        return "{\"timestamp\":\"2026-11-20T20:07:" + time
                + "Z\",\"level\":\"ERROR\",\"service\":\"payments\",\"instance\":\""
                + instance + "\",\"method\":\"POST\",\"path\":\"" + path
                + "\",\"message\":\"charge failed\",\"error\":\"connect ECONNREFUSED\",\"upstream\":\"bank:443\"}\n";
    }

    private static LogFindings findings(String... texts) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            names.add(i + ".log");
        }
        return LogsOf.logs(names, List.of(texts));
    }

    private static void assertFollowed(LogFindings findings, FollowedBy how, String... writers) {
        assertThat(findings.chains().keySet()).singleElement().satisfies(chain -> {
            assertThat(chain.hops()).extracting(LogEvent::writer).containsExactly(writers);
            assertThat(chain.followedBy()).isEqualTo(how);
        });
    }

    @Test
    void nginxNamesTheAddressOfTheInstanceThatFailedInTheTimeOfItsRequest() {
        LogFindings findings =
                findings(nginx("10.310", "0.300", "10.0.0.9:8080", "/pay"), app("10.205", "10.0.0.9", "/pay"));

        assertFollowed(findings, FollowedBy.ADDRESS_AND_TIME, "nginx", "payments");
        assertThat(findings.chains().keySet().iterator().next().origin()).satisfies(origin -> {
            assertThat(origin.symptom()).isEqualTo(Symptom.REFUSED);
            assertThat(origin.file()).isEqualTo("1.log");
            assertThat(origin.line()).isEqualTo(1);
        });
    }

    @Test
    void errorLogWithoutTheStartOfItsRequestIsFollowedToWhatFailedJustBefore() {
        String error = String.format(Locale.ROOT, NGINX_ERROR, 10);

        assertFollowed(
                findings(error, app("10.205", "10.0.0.9", "/pay")), FollowedBy.ADDRESS_AND_TIME, "nginx", "payments");
        assertThat(findings(error, app("05.205", "10.0.0.9", "/pay")).chains()).isEmpty();
    }

    @Test
    void requestLineAndTimeAreEnoughWhereOnlyOneFits() {
        LogFindings findings =
                findings(nginx("10.310", "0.300", "10.0.0.9:8080", "/pay"), app("10.205", "payments-7d9f", "/pay"));

        assertFollowed(findings, FollowedBy.REQUEST_LINE_AND_TIME, "nginx", "payments");
    }

    /** HAProxy 3.2 with option httplog gives up after 5 s; nginx behind it had waited for its own upstream. */
    @Test
    void haproxyGivesUpOnANginxThatWasFailedByItsUpstream() {
        LogFindings findings = findings(
                "Nov 20 20:07:10 lb haproxy[42]: 203.0.113.7:48612 [20/Nov/2026:20:07:05.118] fe be_web/web1"
                        + " 0/0/1/-1/5002 504 209 - - sH-- 1/1/0/0/0 0/0 \"POST /pay HTTP/1.1\"\n",
                String.format(Locale.ROOT, NGINX_ERROR, 7)
                        .replace(
                                "upstream prematurely closed connection while reading response header from",
                                "upstream timed out (110: Connection timed out) while connecting to"));

        assertFollowed(findings, FollowedBy.REQUEST_LINE_AND_TIME, "fe", "nginx");
    }

    /** Istio's access log, and an application's text with the stack trace of Reactor Netty, which has both addresses. */
    @Test
    void envoyIsFollowedToAStackTraceThatHasTheAddressOfItsHost() {
        LogFindings findings = findings(
                "[2026-11-20T20:07:10.010Z] \"POST /pay HTTP/1.1\" 503 UC upstream_reset_before_response_started"
                        + "{connection_termination} - \"-\" 0 95 300 - \"-\" \"curl/8\" \"-\" \"pay\" \"10.0.0.9:8080\""
                        + " outbound|8080||pay.shop.svc.cluster.local 10.0.0.5:40112 10.96.0.7:8080 10.0.0.1:50122 - default\n",
                """
                2026-11-20T20:07:10.205Z ERROR 1 --- [reactor-http-epoll-2] r.n.http.client.HttpClientConnect : [1b2c3d4e-1, L:/10.0.0.9:41234 - R:10.0.0.20/10.0.0.20:443] The connection observed an error
                reactor.netty.http.client.PrematureCloseException: Connection prematurely closed BEFORE response
                	at reactor.netty.http.client.HttpClientOperations.onInboundClose(HttpClientOperations.java:310)
                """);

        assertFollowed(findings, FollowedBy.ADDRESS_AND_TIME, "Envoy", "application");
    }

    /** Envoy writes its own end of the connection to its upstream, HAProxy that of its client: one connection. */
    @Test
    void envoyIsFollowedToAHaproxyThatHasItsPort() {
        String haproxy = "Nov 20 20:07:10 lb haproxy[42]: 10.0.0.5:40112 [20/Nov/2026:20:07:10.020] fe be_web/web1"
                + " 0/0/1/-1/280 502 209 - - SH-- 1/1/0/0/0 0/0 \"POST /pay HTTP/1.1\"\n";
        String envoy = "[2026-11-20T20:07:10.010Z] \"POST /pay HTTP/1.1\" 503 UC upstream_reset_before_response_started"
                + "{connection_termination} - \"-\" 0 95 300 - \"-\" \"curl/8\" \"-\" \"pay\" \"10.0.0.9:8080\""
                + " outbound|8080||pay.shop.svc.cluster.local 10.0.0.5:40112 10.96.0.7:8080 10.0.0.1:50122 - default\n";

        assertFollowed(findings(envoy, haproxy), FollowedBy.ADDRESS_AND_TIME, "Envoy", "fe");
        assertThat(findings(envoy, haproxy.replace(":40112", ":40114")).chains().keySet())
                .extracting(RequestChain::followedBy)
                .doesNotContain(FollowedBy.ADDRESS_AND_TIME);
    }

    @Test
    void gapBetweenClocksThatIdsShowIsTakenIntoAccount() {
        String orders = "{\"timestamp\":\"2026-11-20T20:07:%d0.205Z\",\"level\":\"ERROR\",\"service\":\"orders\","
                + "\"peer\":\"payments\",%s\"message\":\"Connection reset\"}\n";
        String payments = "{\"timestamp\":\"2026-11-20T20:07:%d7.200Z\",\"level\":\"ERROR\",\"service\":\"payments\","
                + "\"peer\":\"bank\",%s\"message\":\"Connection refused\"}\n";
        String id = "\"traceId\":\"4bf92f3577b34da6\",";

        assertThat(findings(line(orders, 4, ""), line(payments, 4, "")).chains())
                .isEmpty();
        assertThat(findings(line(orders, 1, id) + line(orders, 4, ""), line(payments, 1, id) + line(payments, 4, ""))
                        .chains()
                        .keySet())
                .extracting(RequestChain::followedBy)
                .containsExactly(FollowedBy.ID, FollowedBy.ADDRESS_AND_TIME);
    }

    private static String line(String format, int tens, String id) {
        return String.format(Locale.ROOT, format, tens, id);
    }

    /** Every host has one. */
    @Test
    void addressOfTheLoopbackTellsNothing() {
        LogFindings findings = findings(
                nginx("10.310", "0.300", "127.0.0.1:8080", "/pay"),
                "2026-11-20T20:07:10.205Z ERROR read tcp 127.0.0.1:41234->127.0.0.1:443: read: connection reset by peer\n");

        assertThat(findings.chains()).isEmpty();
    }

    @Test
    void chainThatEndsAtAnIdIsJoinedToTheOneInFront() {
        String orders =
                "{\"timestamp\":\"2026-11-20T20:07:10.205Z\",\"level\":\"ERROR\",\"service\":\"orders\",\"instance\":"
                        + "\"10.0.0.9\",\"peer\":\"payments\",\"traceId\":\"4bf92f3577b34da6\",\"message\":\"Connection reset\"}\n";
        String payments = "{\"timestamp\":\"2026-11-20T20:07:10.201Z\",\"level\":\"ERROR\",\"service\":\"payments\","
                + "\"peer\":\"bank\",\"traceId\":\"4bf92f3577b34da6\",\"message\":\"Connection refused\"}\n";

        LogFindings findings = findings(nginx("10.310", "0.300", "10.0.0.9:8080", "/order"), payments, orders);

        assertFollowed(findings, FollowedBy.ADDRESS_AND_TIME, "nginx", "orders", "payments");
        assertThat(findings.chains().keySet().iterator().next().transaction()).isEqualTo("4bf92f3577b34da6");
    }

    @Test
    void twoThatFitLeaveItOpen() {
        String nginx = nginx("10.310", "0.300", "10.0.0.9:8080", "/pay");

        assertThat(findings(nginx, app("10.205", "10.0.0.9", "/pay") + app("10.207", "10.0.0.9", "/pay"))
                        .chains())
                .isEmpty();
        assertThat(findings(nginx, app("10.205", "pod-1", "/pay") + app("10.207", "pod-2", "/pay"))
                        .chains())
                .isEmpty();
    }

    @Test
    void oneThatFitsTwoInFrontLeavesItOpen() {
        String nginx = nginx("10.310", "0.300", "10.0.0.9:8080", "/pay");
        String sentAgain = nginx("10.700", "0.300", "10.0.0.9:8080", "/pay");

        assertThat(findings(nginx + sentAgain, app("10.405", "10.0.0.9", "/pay"))
                        .chains())
                .isEmpty();
    }

    /** Each try has a server of its own. */
    @Test
    void requestThatIsSentAgainToAnotherInstanceIsFollowedThere() {
        LogFindings findings = findings(
                nginx("10.310", "0.100", "10.0.0.9:8080", "/pay"),
                nginx("10.330", "0.100", "10.0.0.10:8080", "/pay"),
                app("10.305", "10.0.0.9", "/pay"),
                app("10.325", "10.0.0.10", "/pay"));

        assertThat(findings.chains().values()).containsExactly(2);
    }

    @Test
    void otherPathOtherTimeOtherHostAndARequestThatNeverArrivedAreNotFollowed() {
        String nginx = nginx("10.310", "0.300", "10.0.0.9:8080", "/pay");

        assertThat(findings(nginx, app("10.205", "10.0.0.9", "/refund")).chains())
                .isEmpty();
        assertThat(findings(nginx, app("14.205", "10.0.0.9", "/pay")).chains()).isEmpty();
        assertThat(findings(nginx, app("06.205", "10.0.0.9", "/pay")).chains()).isEmpty();
        assertThat(findings(
                                nginx,
                                "2026-11-20T20:07:10.205Z ERROR read tcp 10.0.0.8:41234->10.0.0.20:443: read: connection"
                                        + " reset by peer\n")
                        .chains())
                .isEmpty();
        assertThat(findings(
                                nginx.replace("\"upstream_connect_time\":\"0.000\"", "\"upstream_connect_time\":\"-\""),
                                app("10.205", "10.0.0.9", "/pay"))
                        .chains())
                .isEmpty();
    }

    /** Which of the two had asked the other cannot be told from whole seconds. */
    @Test
    void whoIsInFrontIsNotGuessed() {
        LogFindings findings = findings(
                String.format(Locale.ROOT, NGINX_ERROR, 10),
                "{\"timestamp\":\"2026-11-20T20:07:10.205Z\",\"level\":\"ERROR\",\"service\":\"shop\",\"method\":\"POST\","
                        + "\"path\":\"/pay\",\"error\":\"Connection reset\",\"upstream\":\"10.0.0.4:80\"}\n");

        assertThat(findings.chains()).isEmpty();
    }

    @Test
    void linesOfDifferentIdsAreNotOfOneRequest() {
        String nginx = nginx("10.310", "0.300", "10.0.0.9:8080", "/pay").replace("{", "{\"request_id\":\"aaaaaaaa\",");
        String app = app("10.205", "10.0.0.9", "/pay").replace("{", "{\"traceId\":\"bbbbbbbb\",");

        assertThat(findings(nginx, app).chains()).isEmpty();
    }

    @Test
    void chainsWithAnIdAreToldFirst() {
        StringBuilder nginx = new StringBuilder();
        StringBuilder payments = new StringBuilder();
        for (int second = 10; second < 50; second += 10) {
            nginx.append(nginx(second + ".310", "0.300", "10.0.0.9:8080", "/pay"));
            payments.append(app(second + ".205", "10.0.0.9", "/pay"));
        }
        String orders = "{\"timestamp\":\"2026-11-20T20:09:10.205Z\",\"level\":\"ERROR\",\"service\":\"orders\","
                + "\"peer\":\"stock\",\"traceId\":\"4bf92f3577b34da6\",\"message\":\"Connection reset\"}\n";
        String stock = "{\"timestamp\":\"2026-11-20T20:09:10.201Z\",\"level\":\"ERROR\",\"service\":\"stock\","
                + "\"peer\":\"db\",\"traceId\":\"4bf92f3577b34da6\",\"message\":\"Connection refused\"}\n";

        LogFindings findings = findings(nginx.toString(), payments.toString(), orders, stock);

        assertThat(findings.chains().keySet())
                .extracting(RequestChain::followedBy)
                .containsExactly(FollowedBy.ID, FollowedBy.ADDRESS_AND_TIME);
        assertThat(findings.chains().values()).containsExactly(1, 4);
    }

    @Test
    void requestThatHadReachedTheServerSpeaksAgainstAnIdleConnection() {
        String nginx = nginx("10.310", "0.300", "10.0.0.9:8080", "/pay");

        LogVerdict alone = ofNginx(findings(nginx));
        LogVerdict byAddress = ofNginx(findings(nginx, app("10.205", "10.0.0.9", "/pay")));
        LogVerdict byRequestLine = ofNginx(findings(nginx, app("10.205", "pod-1", "/pay")));

        assertThat(race(byAddress).bits()).isEqualTo(race(alone).bits() - 1);
        assertThat(race(byRequestLine).bits()).isEqualTo(race(alone).bits() - 0.5);
        assertThat(byAddress.failure().failedFirstAt()).containsOnlyKeys("payments");
        assertThat(race(byAddress).clues())
                .extracting(Clue::text)
                .anyMatch(text -> text.contains("followed by address and time"));
    }

    private static LogVerdict ofNginx(LogFindings findings) {
        return findings.incidents().stream()
                .filter(verdict -> verdict.failure().source().isProxy())
                .findFirst()
                .orElseThrow();
    }

    private static Candidate race(LogVerdict verdict) {
        return verdict.candidates().stream()
                .filter(candidate -> candidate.cause().equals("keepalive-race"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clockGapShowsInManyMatchesAndNotInFew() {
        assertThat(ahead(9).clockGaps()).isEmpty();
        assertThat(ahead(10).clockGaps()).singleElement().satisfies(gap -> {
            assertThat(gap.inFront()).isEqualTo("nginx");
            assertThat(gap.behind()).isEqualTo("payments");
            assertThat(gap.nanos() / 1_000_000).isEqualTo(1_199L);
            assertThat(gap.requests()).isEqualTo(10);
        });
    }

    /** The clock of the service behind is 1.2 s ahead and more. */
    private static LogFindings ahead(int requests) {
        StringBuilder nginx = new StringBuilder();
        StringBuilder payments = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            nginx.append(nginx(String.format(Locale.ROOT, "%02d.300", i * 5), "0.300", "10.0.0.9:8080", "/pay"));
            payments.append(app(String.format(Locale.ROOT, "%02d.500", i * 5 + 1), "10.0.0.9", "/pay"));
        }
        return findings(nginx.toString(), payments.toString());
    }

    @Property(tries = 60)
    void orderOfTheFilesChangesNothing(
            @ForAll @IntRange(max = 1000) int story, @ForAll @IntRange(max = 1000) int order) {
        Random random = new Random(story);
        Map<String, StringBuilder> logs = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            double at = random.nextInt(5_000, 55_000) / 1000.0;
            int host = random.nextInt(4);
            String path = "/pay/" + random.nextInt(3);
            append(logs, "nginx" + i % 2, nginx(seconds(at), "0.300", "10.0.0." + host + ":8080", path));
            if (random.nextInt(4) > 0) {
                append(logs, "app" + host, app(seconds(at - 0.1), "10.0.0." + host, path));
            }
            if (random.nextInt(4) == 0) {
                append(logs, "app" + host, app(seconds(at - 0.2), "pod-" + host, path));
            }
        }
        List<String> names = new ArrayList<>(logs.keySet());
        List<String> permuted = new ArrayList<>(names);
        Collections.shuffle(permuted, new Random(order));

        List<Map.Entry<RequestChain, Integer>> chains =
                List.copyOf(of(names, logs).chains().entrySet());
        assertThat(chains).isNotEmpty();
        assertThat(List.copyOf(of(permuted, logs).chains().entrySet())).isEqualTo(chains);
    }

    private static LogFindings of(List<String> names, Map<String, StringBuilder> logs) {
        return LogsOf.logs(
                names,
                names.stream().map(name -> String.valueOf(logs.get(name))).toList());
    }

    private static void append(Map<String, StringBuilder> logs, String name, String line) {
        logs.computeIfAbsent(name, first -> new StringBuilder()).append(line);
    }

    private static String seconds(double at) {
        return String.format(Locale.ROOT, "%06.3f", at);
    }

    @Test
    void floodOfLinesIsNotFollowed() {
        StringBuilder nginx = new StringBuilder();
        StringBuilder payments = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            String at = seconds(10 + i % 40_000 / 1000.0);
            nginx.append(nginx(at, "0.300", "10.0.0.9:8080", "/pay/" + i));
            payments.append(app(at, "10.0.0.9", "/pay/" + i));
        }

        LogFindings findings = findings(nginx.toString(), payments.toString());

        assertThat(findings.failures()).isEqualTo(200_000);
        assertThat(findings.chains()).isEmpty();
    }

    @Test
    void crowdInTheTimeOfOneRequestLeavesItOpen() {
        StringBuilder nginx = new StringBuilder();
        StringBuilder payments = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String at = seconds(10 + i % 4_000 / 1000.0);
            nginx.append(nginx(at, "0.300", "10.0.0.9:8080", "/pay/" + i));
            payments.append(app(at, "10.0.0.9", "/pay/" + i));
        }

        assertThat(findings(nginx.toString(), payments.toString()).chains()).isEmpty();
    }
}
