package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.hangup.connection.Vantage;
import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;

/** Connections that never came to life, or found out at once that they should not have. */
final class ConnectStories {
    private ConnectStories() {}

    static Talk nobodyListens() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.refuses();
        return talk;
    }

    /** Linux sends a SYN again after 1, 3, 7 and 15 seconds. */
    static Talk synIsNeverAnswered(Vantage vantage) {
        Script script = Script.at(vantage);
        return synIsNeverAnswered(script);
    }

    static Talk synIsNeverAnswered(Script script) {
        Talk talk = script.talk();
        talk.client.syn();
        for (int i = 0; i < 4; i++) {
            script.pause(ofSeconds(1L << i));
            talk.client.repeats();
        }
        script.pause(ofSeconds(10));
        return talk;
    }

    static Talk synIsNeverAnsweredAtTheClient() {
        return synIsNeverAnswered(Vantage.CLIENT);
    }

    static Talk fullQueueDropsASyn() {
        Script script = Script.atServer();
        script.talk().handshake();
        script.talk().handshake();
        synIsNeverAnswered(script);
        return synIsNeverAnswered(script);
    }

    static Talk fullQueueResetsTheThirdSegment() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    static Talk fullQueueRepeatsItsSynAck() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/")).lost();
        for (int i = 0; i < 3; i++) {
            script.pause(ofSeconds(1L << i));
            talk.server.synAck().sequence(talk.server.initialSequence());
            talk.client.repeats().lost();
        }
        return talk;
    }

    static Talk synMeetsAnOlderConnection() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        for (int i = 0; i < 4; i++) {
            script.arrive();
            talk.server.ack().sequence(555_000).acknowledging(444_000);
            script.arrive();
            talk.client.bareReset();
            script.pause(ofSeconds(1L << i));
            talk.client.repeats();
        }
        script.pause(ofSeconds(9));
        return talk;
    }

    static Talk acceptedConnectionIsClosedForWantOfADescriptor() {
        Script script = Script.atClient();
        for (int i = 0; i < 4; i++) {
            script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello"));
            script.pause(ofMillis(100));
        }
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/one-too-many"));
        script.arrive();
        talk.server.ack();
        talk.server.reset();
        return talk;
    }

    static Talk serverRefusesTheTlsHandshake() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        talk.server.sends(Tls.alert(40));
        talk.server.fin();
        script.arrive();
        talk.client.fin();
        return talk;
    }

    static Talk streamsAreBeyondTheGoAway() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.exchange(Http2.frames(Http2.preface(), Http2.request(1)), Http2.frames(Http2.settings(), Http2.answer(1)));
        script.pause(ofSeconds(30));
        talk.server.sends(Http2.goAway(1, 0));
        talk.server.fin();
        talk.client.sends(Http2.frames(Http2.request(3), Http2.request(5)));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }
}
