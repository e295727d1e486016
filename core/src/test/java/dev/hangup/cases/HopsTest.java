package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.connection.GatewayError;
import dev.hangup.diagnosis.Held;
import dev.hangup.diagnosis.Joiner;
import dev.hangup.diagnosis.Joint;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.OtherHop;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two connections of a proxy tell one story where their requests can be matched without doubt, and only there. */
class HopsTest {
    private static final String BALANCER = "lb-idle-timeout-haproxy";
    private static final String GIVES_UP = "proxy-upstream-timeout-nginx";
    private static final String LOSES_RACE = "keepalive-race-behind-haproxy";

    private static List<Verdict> join(String folder) throws IOException {
        return JointTest.join(JointTest.captures(JointTest.folder(folder)));
    }

    private static @Nullable OtherHop hop(Verdict verdict) {
        Joint joint = verdict.joint();
        return joint == null ? null : joint.otherHop();
    }

    private static void areNotMatched(List<Verdict> verdicts) {
        assertThat(verdicts).isNotEmpty().allSatisfy(verdict -> {
            assertThat(hop(verdict)).isNull();
            assertThat(verdict.confidence()).isLessThanOrEqualTo(0.7);
        });
    }

    @Test
    void balancerThatClosesBothSidesIsKnownByIt() throws IOException {
        assertThat(join(BALANCER)).hasSize(12).allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("lb-idle-timeout");
            assertThat(verdict.culprit()).isEqualTo(Party.PROXY);
            assertThat(verdict.confidence()).isGreaterThan(0.7);
            assertThat(verdict.captures()).containsExactly("mid.pcap", "upstream.pcap");
            assertThat(Objects.requireNonNull(hop(verdict)).isInFront()).isEqualTo(verdict.closedBy() == Party.CLIENT);
        });
    }

    @Test
    void proxyThatAnsweredItsClientGaveUpOnItsUpstream() throws IOException {
        assertThat(join(GIVES_UP)).hasSize(6).allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("proxy-upstream-timeout");
            assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
            assertThat(verdict.confidence()).isGreaterThan(0.9);
            assertThat(Objects.requireNonNull(hop(verdict)).status()).isEqualTo(504);
        });
    }

    /** The client's hop by itself shows only that somebody closed; the cause is behind the proxy. One capture has both. */
    @Test
    void whatHappenedBehindTheProxyIsPassedOn() throws IOException {
        List<Verdict> verdicts = join(LOSES_RACE);

        assertThat(verdicts).hasSize(16).allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("keepalive-race");
            assertThat(verdict.variant()).isEqualTo("fin-cross");
            assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
            assertThat(verdict.captures()).containsExactly("any.pcap");
        });
        Map<String, OtherHop> byClient = new HashMap<>();
        verdicts.forEach(verdict -> byClient.put(
                verdict.connection().client().endpoint().toString(), Objects.requireNonNull(hop(verdict))));
        byClient.forEach((client, hop) -> assertThat(
                        Objects.requireNonNull(byClient.get(hop.client().toString()))
                                .client()
                                .toString())
                .as("each is the other hop of its other hop")
                .isEqualTo(client));
    }

    /** Two clients asked two servers the same at one time, and both were let down: nothing makes that a proxy. */
    @Test
    void sameRequestOfTwoClientsIsNoProxy() {
        Script script = Script.inTheMiddle();
        List<Talk> talks = Stream.of(1, 2)
                .map(i -> script.talk(
                        Endpoint.ofLiteral("10.1.0." + i, 40_000 + i), Endpoint.ofLiteral("10.2.0." + i, 80)))
                .toList();
        talks.forEach(Talk::handshake);
        for (Talk talk : talks) {
            talk.client.sends(Http.get("/api"));
            script.pause(Duration.ofMillis(50));
        }
        script.arrive();
        talks.forEach(talk -> talk.server.ack());
        script.pause(Duration.ofMillis(700));
        talks.forEach(talk -> talk.server.reset());
        List<Held> held = held("script", script.follow());

        assertThat(new Joiner(List.of(), held, Map.of()).verdicts()).hasSize(2).allSatisfy(verdict -> {
            assertThat(verdict.isFailure()).isTrue();
            assertThat(hop(verdict)).isNull();
        });
    }

    private static List<Held> held(String capture, Followed followed) {
        Judge judge = new Judge(capture, followed.surroundings());
        return followed.connections().stream()
                .map(connection -> new Held(judge.judge(connection), judge))
                .toList();
    }

    /** What one capture on a proxy shows. */
    private static List<Verdict> atProxy(Script script) {
        Followed followed = script.follow();
        List<GatewayError> errors = followed.follower().populations().values().stream()
                .flatMap(population -> population.gatewayErrors().stream())
                .toList();
        return new Joiner(List.of(), held("proxy", followed), Map.of("proxy", errors))
                .verdicts().stream().filter(Verdict::isFailure).toList();
    }

    private static Talk behind(Script script, int port) {
        return script.talk(Endpoint.ofLiteral("10.3.0.1", port), Endpoint.ofLiteral("10.3.0.9", 9000))
                .handshake();
    }

    private static Talk inFront(Script script, int port) {
        return script.talk(Endpoint.ofLiteral("10.1.0.1", port), Endpoint.ofLiteral("10.2.0.1", 80))
                .handshake();
    }

    /** The proxy passes the request on, gives its server up after two seconds, and says so. */
    private static void givesUp(Script script, Talk front, String request, Talk back, String passedOn) {
        front.client.sends(request);
        script.arrive();
        back.client.sends(passedOn);
        script.arrive();
        back.server.ack();
        script.pause(Duration.ofSeconds(2));
        back.client.fin();
        front.server.sends(Http.status(504, "", ""));
        script.arrive();
        front.client.ack();
        back.server.ack();
        script.arrive();
    }

    private static Script nearProxy() {
        return Script.inTheMiddle().roundTrip(Duration.ofNanos(200_000));
    }

    /** Two came at about the same time: which is whose is not known of these two, but of the others. */
    @Test
    void requestsThatComeTogetherAreLeftOutAlone() {
        Script script = Script.inTheMiddle().roundTrip(Duration.ofNanos(200_000));
        int[] gapsMicros = {100_000, 100_000, 10, 100_000, 100_000, 100_000};
        List<Talk> backs = new ArrayList<>();
        List<Talk> fronts = new ArrayList<>();
        for (int i = 0; i < gapsMicros.length; i++) {
            fronts.add(inFront(script, 40_000 + i));
            backs.add(behind(script, 50_000 + i));
        }
        for (int i = 0; i < gapsMicros.length; i++) {
            script.pause(Duration.ofNanos(gapsMicros[i] * 1000L));
            fronts.get(i).client.sends(Http.get("/slow"));
            script.pause(Duration.ofNanos(200_000));
            backs.get(i).client.sends(Http.get("/slow"));
        }
        script.pause(Duration.ofSeconds(2));
        for (int i = 0; i < gapsMicros.length; i++) {
            backs.get(i).client.fin();
            fronts.get(i).server.fin();
        }
        script.arrive();
        List<Verdict> verdicts = atProxy(script);

        assertThat(verdicts).hasSize(2 * gapsMicros.length);
        assertThat(verdicts.stream().filter(verdict -> hop(verdict) == null)).hasSize(4);
    }

    /** The same line had been asked before, by something that the proxy's own errors have nothing to do with. */
    @Test
    void requestThatBeganBeforeTheOneInFrontIsNotPassedOnFromIt() {
        Script script = nearProxy();
        Talk older = behind(script, 50_000);
        older.client.sends(Http.get("/slow"));
        script.arrive();
        older.server.ack();
        script.pause(Duration.ofMillis(1500));
        older.client.fin();
        script.arrive();
        Talk front = inFront(script, 40_000);
        Talk back = behind(script, 50_001);
        givesUp(script, front, Http.get("/slow"), back, Http.get("/slow"));

        List<Verdict> verdicts = atProxy(script);

        assertThat(verdicts).hasSize(2);
        assertThat(hop(verdicts.get(0))).isNull();
        assertThat(verdicts.get(1).cause()).isEqualTo("proxy-upstream-timeout");
        assertThat(verdicts.get(1).confidence()).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rewrittenPathIsPassedOnWhereItHappensMoreThanOnce(int times) {
        Script script = nearProxy();
        for (int i = 0; i < times; i++) {
            Talk front = inFront(script, 40_000 + i);
            Talk back = behind(script, 50_000 + i);
            givesUp(script, front, Http.get("/api/" + i), back, Http.get("/" + i));
            script.pause(Duration.ofSeconds(1));
        }

        assertThat(atProxy(script)).hasSize(times).allSatisfy(verdict -> {
            assertThat(hop(verdict) != null).isEqualTo(times > 1);
            assertThat(verdict.cause()).isEqualTo(times > 1 ? "proxy-upstream-timeout" : "client-abort");
        });
    }

    /** A transparent proxy connects to the very server that the client meant. */
    private static void closesBoth(Script script, boolean hasFront, boolean hasBack) {
        Endpoint server = Endpoint.ofLiteral("10.9.0.1", 80);
        for (int i = 0; i < 3; i++) {
            List<Talk> fronts =
                    hasFront ? List.of(script.talk(Endpoint.ofLiteral("10.1.0.1", 40_000 + i), server)) : List.of();
            List<Talk> backs =
                    hasBack ? List.of(script.talk(Endpoint.ofLiteral("10.5.0.1", 50_000 + i), server)) : List.of();
            List<Talk> talks = Stream.concat(fronts.stream(), backs.stream()).toList();
            for (Talk talk : talks) {
                talk.client.syn();
            }
            script.arrive();
            talks.forEach(talk -> talk.server.synAck());
            script.arrive();
            talks.forEach(talk -> talk.client.ack());
            talks.forEach(talk -> talk.client.sends(Http.get("/slow")));
            script.arrive();
            talks.forEach(talk -> talk.server.ack());
            script.pause(Duration.ofSeconds(3));
            fronts.forEach(talk -> talk.server.fin());
            backs.forEach(talk -> talk.client.fin());
            script.arrive();
            fronts.forEach(talk -> talk.client.fin());
            backs.forEach(talk -> talk.server.fin());
            script.arrive();
            script.pause(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void transparentProxyIsKnownWhereNeitherCaptureHasBothHops(boolean isBetween) {
        Script atClient = nearProxy();
        Script atServer = nearProxy();
        closesBoth(atClient, true, !isBetween);
        closesBoth(atServer, !isBetween, true);
        List<Held> held = Stream.concat(
                        held("client", atClient.follow()).stream(), held("server", atServer.follow()).stream())
                .toList();

        assertThat(new Joiner(List.of(), held, Map.of()).verdicts())
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(hop(verdict) != null).isEqualTo(isBetween));
    }

    private static List<Verdict> rewritten(String folder, UnaryOperator<CaptureFile> rewrite) throws IOException {
        return JointTest.join(JointTest.rewritten(folder, "upstream.pcap", rewrite));
    }

    /** The requests came 120 ms after each other: shifted by about as much each looks like its neighbour. */
    @ParameterizedTest
    @ValueSource(longs = {70, 120, 121, 240, 3_456, -70, -120, -3_456})
    void clocksThatDifferLetNothingMatch(long shiftMillis) throws IOException {
        long shift = Duration.ofMillis(shiftMillis).toNanos();

        areNotMatched(rewritten(BALANCER, capture -> capture.map(packet -> packet.at(packet.timeNanos() + shift))));
    }

    @ParameterizedTest
    @ValueSource(longs = {5, -5})
    void clocksThatDifferByLittleLetThemMatch(long shiftMillis) throws IOException {
        long shift = Duration.ofMillis(shiftMillis).toNanos();

        assertThat(rewritten(BALANCER, capture -> capture.map(packet -> packet.at(packet.timeNanos() + shift))))
                .allSatisfy(verdict -> assertThat(hop(verdict)).isNotNull());
    }

    /** Which of the requests in front has none behind is not known then. */
    @Test
    void oneThatIsMissingLeavesAllInDoubt() throws IOException {
        areNotMatched(rewritten(
                BALANCER,
                capture -> capture.flatMap(packet -> {
                    Headers headers = Headers.of(capture.linkType(), packet.bytes());
                    boolean isFirst = headers.isTcp()
                            && (Headers.u16(packet.bytes(), headers.tcp()) == 48224
                                    || Headers.u16(packet.bytes(), headers.tcp() + 2) == 48224);
                    return isFirst ? List.of() : List.of(packet);
                })));
    }

    @Test
    void oneHopAloneIsNotSure() throws IOException {
        Map<String, byte[]> captures = JointTest.captures(JointTest.folder(GIVES_UP));
        captures.remove("mid.pcap");

        areNotMatched(JointTest.join(captures));
    }
}
