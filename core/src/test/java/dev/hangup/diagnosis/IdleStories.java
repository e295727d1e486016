package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.hangup.connection.Vantage;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests that met the end of a connection that had been idle. */
final class IdleStories {
    private IdleStories() {}

    /** The server closes {@code count} idle connections, each after {@code idle}: what its timeout is measured from. */
    static void closesIdleConnections(Script script, int count, Duration idle) {
        for (int i = 0; i < count; i++) {
            Talk talk = script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello"));
            script.pause(idle.minusMillis(10));
            talk.closeByServer();
        }
    }

    private static Talk idle(Script script, Duration idle) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(idle);
        return talk;
    }

    static Talk requestCrossesFin() {
        return requestCrossesFin(Script.atClient());
    }

    static Talk requestCrossesFin(Script script) {
        closesIdleConnections(script, 3, ofSeconds(5));
        Talk talk = idle(script, ofMillis(4990));
        talk.server.fin();
        script.pause(ofMillis(3));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    static Talk requestLiesUnreadWhenTheServerCloses() {
        Script script = Script.atClient();
        closesIdleConnections(script, 3, ofSeconds(5));
        Talk talk = idle(script, ofMillis(4990));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(2));
        talk.server.reset();
        return talk;
    }

    /**
     * The server stands still from before its timer is due; requests come meanwhile, and when it goes on it closes all.
     *
     * @param idle how long each connection is idle before its request
     */
    static Talk serverStoodStill(Duration idle) {
        Script script = Script.atServer();
        closesIdleConnections(script, 3, ofMillis(1500));
        List<Talk> pool = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pool.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofMillis(150));
        }
        script.pause(idle.minusMillis(5 * 160));
        for (Talk talk : pool) {
            talk.client.sends(Http.get("/late"));
            script.arrive();
            talk.server.ack();
            script.pause(ofMillis(150));
        }
        script.pause(ofMillis(100));
        pool.forEach(talk -> talk.server.reset());
        return pool.get(0);
    }

    static Talk requestFollowsAFinThatWasReceived() {
        Script script = Script.atClient();
        closesIdleConnections(script, 3, ofSeconds(5));
        Talk talk = idle(script, ofMillis(4990));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    static Talk boxResetsALateRequest() {
        Script script = Script.atClient();
        Talk talk = idle(script, ofSeconds(350));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset().ttl(254);
        return talk;
    }

    static Talk boxResetsAnIdleConnection() {
        Script script = Script.atClient();
        Talk talk = idle(script, ofSeconds(350));
        talk.server.forgedReset(254, 0);
        return talk;
    }

    static Talk boxSwallowsALateRequest() {
        Script script = Script.atClient();
        Talk talk = idle(script, ofSeconds(350));
        talk.client.sends(Http.get("/late")).lost();
        PathStories.repeatsInVain(script, talk, 7);
        script.pause(ofSeconds(1));
        script.talk().handshake().exchange(Http.get("/again"), Http.ok("hello"));
        return talk;
    }

    static Talk rebootedHostResetsALateRequest(Vantage vantage) {
        Script script = Script.at(vantage);
        Talk talk = idle(script, ofSeconds(200));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    static Talk rebootedHostResetsALateRequest() {
        return rebootedHostResetsALateRequest(Vantage.SERVER);
    }

    static Talk requestIsPipelinedPastTheLastAnswer() {
        Script script = Script.atClient();
        for (int i = 0; i < 3; i++) {
            script.talk()
                    .handshake()
                    .exchange(Http.get("/1"), Http.ok("one"))
                    .exchange(Http.get("/2"), Http.lastOk("two"))
                    .closeByServer();
        }
        Talk talk = script.talk().handshake().exchange(Http.get("/1"), Http.ok("one"));
        talk.client.sends(Http.get("/2"));
        talk.client.sends(Http.get("/3"));
        script.arrive();
        talk.server.sends(Http.lastOk("two"));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        return talk;
    }

    /** All connections of a server end at one moment, which is no idle timeout: they have been idle for different times. */
    private static Talk allEndAtOnce(Script script, boolean isWaiting) {
        closesIdleConnections(script, 3, ofSeconds(60));
        List<Talk> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofSeconds(3));
        }
        Talk talk = script.talk().handshake().exchange(Http.get("/first"), Http.ok("hello"));
        script.pause(ofSeconds(1));
        if (isWaiting) {
            talk.client.sends(Http.get("/slow"));
            script.arrive();
            talk.server.ack();
            script.pause(ofMillis(700));
        }
        others.forEach(other -> other.server.fin());
        talk.server.fin();
        if (!isWaiting) {
            script.pause(ofMillis(2));
            talk.client.sends(Http.get("/late"));
        }
        script.arrive();
        if (!isWaiting) {
            talk.server.bareReset();
        }
        others.forEach(other -> other.client.fin());
        script.pause(ofMillis(500));
        return talk;
    }

    private static void refuses(Script script) {
        Talk refused = script.talk();
        refused.client.syn();
        script.arrive();
        refused.server.refuses();
        script.pause(ofSeconds(1));
    }

    private static void answersANewConnection(Script script) {
        script.talk().handshake().exchange(Http.get("/new"), Http.ok("hello"));
    }

    static Talk serverReloadsWithARequestInFlight() {
        Script script = Script.atClient();
        Talk talk = allEndAtOnce(script, true);
        answersANewConnection(script);
        return talk;
    }

    static Talk serverDiesWithARequestInFlight() {
        Script script = Script.atClient();
        Talk talk = allEndAtOnce(script, true);
        refuses(script);
        refuses(script);
        return talk;
    }

    static Talk serverRestartsWhileARequestIsOnItsWay() {
        Script script = Script.atClient();
        Talk talk = allEndAtOnce(script, false);
        refuses(script);
        refuses(script);
        answersANewConnection(script);
        return talk;
    }
}
