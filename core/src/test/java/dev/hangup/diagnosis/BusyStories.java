package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.hangup.script.Http;
import dev.hangup.script.Peer;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.time.Duration;
import java.util.function.Consumer;

/** Connections that somebody ended while a request or its answer was under way. */
final class BusyStories {
    private BusyStories() {}

    static Talk serverResetsWhileTheBodyIsArriving() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/upload", 100_000, ""));
        for (int i = 0; i < 10; i++) {
            talk.client.sendsBytes(1448);
        }
        script.arrive();
        talk.server.sends(Http.status(413, "Connection: close\r\n", "too large"));
        talk.server.reset();
        for (int i = 0; i < 10; i++) {
            talk.client.sendsBytes(1448);
        }
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    static Talk applicationAbortsARequestThatItHad() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(1370));
        talk.server.reset();
        return talk;
    }

    static Talk clientGivesUpWaiting() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(5).minusMillis(10));
        talk.client.fin();
        script.arrive();
        talk.server.fin();
        return talk;
    }

    static Talk proxyGivesUpOnItsUpstream() {
        return clientGivesUpAfterAMinute("x-forwarded-FOR: 203.0.113.7\r\n");
    }

    /** {@code field} stands in the header of its request. */
    static Talk clientGivesUpAfterAMinute(String field) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends("GET /slow HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(60));
        talk.client.fin();
        script.arrive();
        talk.server.ack();
        return talk;
    }

    /** Three clients one after the other, and each is hung up on 30 s after its request. */
    static Talk balancerClosesWhileTheServerWorks() {
        Script script = Script.atClient();
        Talk talk = waitsInVain(script, ofSeconds(30));
        waitsInVain(script, ofSeconds(30));
        waitsInVain(script, ofSeconds(30));
        return talk;
    }

    static Talk waitsInVain(Script script, Duration patience) {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(patience);
        talk.closeByServer();
        return talk;
    }

    /** {@code request} waits for a minute, then {@code client} ends the connection. */
    static Talk isGivenUpAfterAMinute(String request, Consumer<Peer> client) {
        Script script = Script.atServer();
        Talk talk = script.talk().handshake();
        talk.client.sends(request);
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(60));
        client.accept(talk.client);
        return talk;
    }

    /** A large answer, of which the first segments have come. */
    static Talk answerArrives(Script script) {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(1_000_000, "", ""));
        for (int i = 0; i < 20; i++) {
            talk.server.sendsBytes(1448);
            script.pause(ofMillis(1));
        }
        script.arrive();
        return talk;
    }

    static Talk clientClosesWhileTheAnswerIsArriving() {
        Talk talk = answerArrives(Script.atClient());
        talk.client.reset();
        return talk;
    }

    static Talk requestDoesNotComeToItsEndInTime() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/form", 500, "the first half"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(60));
        talk.server.sends(Http.status(408, "Connection: close\r\n", ""));
        talk.server.fin();
        script.arrive();
        talk.client.fin();
        return talk;
    }

    static Talk genuineDataFollowsAForgedReset() {
        Script script = Script.atClient().roundTrip(ofMillis(40));
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofMillis(50));
        talk.client.sends(Http.get("/forbidden"));
        script.arrive();
        talk.server.forgedReset(47, 0x1092);
        talk.server.sends(Http.ok("forbidden words"));
        script.arrive();
        talk.client.bareReset();
        return talk;
    }

    /** Forged in the client's name, right behind the request that provoked it; the answer has left already. */
    static Talk forgedResetCrossesTheAnswer() {
        Script script = Script.atServer();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofMillis(300));
        talk.client.sends(Http.get("/forbidden"));
        talk.client.forgedReset(46, 0);
        talk.server.sends(Http.ok("forbidden words"));
        script.arrive();
        return talk;
    }
}
