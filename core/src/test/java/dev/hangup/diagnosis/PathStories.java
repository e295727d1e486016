package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.hangup.Endpoint;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;

/** Connections that the path between their ends spoilt. */
final class PathStories {
    private PathStories() {}

    /** The client's last segment again, with the backoff of RFC 6298, and nothing comes back. */
    static void repeatsInVain(Script script, Talk talk, int times) {
        for (int i = 0; i < times; i++) {
            script.pause(ofMillis(200L << i));
            talk.client.repeats().lost();
        }
    }

    static Talk pathDiesInTheMiddleOfAConversation() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        for (int i = 0; i < 5; i++) {
            talk.exchange(Http.get("/" + i), Http.ok("hello"));
        }
        talk.client.sends(Http.get("/lost")).lost();
        repeatsInVain(script, talk, 7);
        return talk;
    }

    static Talk probesAreNotAnswered() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(60));
        for (int i = 0; i < 5; i++) {
            talk.client.probes().lost();
            script.pause(ofSeconds(10));
        }
        talk.client.reset();
        return talk;
    }

    /** The answer to each lost large segment is a duplicate acknowledgment for the small one behind it. */
    static Talk largeSegmentsVanish() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.client.sends(Http.post("/upload", 1600, ""));
        script.arrive();
        talk.server.ack();
        script.arrive();
        var large = talk.client.sendsBytes(1448).lost();
        talk.client.sendsBytes(152);
        script.arrive();
        talk.server.ack();
        for (int i = 0; i < 6; i++) {
            script.pause(ofMillis(200L << i));
            talk.client.repeats(large).lost();
        }
        return talk;
    }

    /** An upload whose first segment is full already, so that after the handshake nothing fits through. */
    static Talk uploadVanishesFromItsFirstSegmentOn(Script script) {
        Talk talk = script.talk().handshake();
        script.pause(ofMillis(1));
        var first = talk.client.sendsBytes(1448).lost();
        talk.client.sendsBytes(1448).lost();
        for (int i = 0; i < 6; i++) {
            script.pause(ofMillis(200L << i));
            talk.client.repeats(first).lost();
        }
        return talk;
    }

    static Talk untranslatedSegmentReachesTheClient() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(50_000, "", ""));
        talk.server.sendsBytes(1448);
        script.arrive();
        talk.client.ack();
        Talk stray = script.talk(talk.connection().client().endpoint(), Endpoint.ofLiteral("10.244.3.9", 80))
                .alreadyOpen();
        stray.server.sendsBytes(1448);
        script.arrive();
        stray.client.bareReset();
        script.pause(ofSeconds(1));
        talk.client.sends(Http.get("/next"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }
}
