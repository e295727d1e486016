package dev.hangup.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hangup.script.Peer;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.time.Duration;

/** Any words of two sides, cut and ordered in any way, with FINs and RSTs between: there is a verdict on them. */
class ConversationFuzzTest {
    private static final int MOST_SEGMENTS = 60;

    @FuzzTest(maxDuration = "10s")
    void anyConversationIsJudged(FuzzedDataProvider data) {
        Script script = Script.atClient();
        Talk talk = script.talk();
        if (data.consumeBoolean()) {
            talk.handshake();
        } else {
            talk.alreadyOpen();
            talk.client.ack();
        }
        if (data.consumeBoolean()) {
            script.snapshot(data.consumeInt(0, 200));
        }
        for (int i = 0; i < MOST_SEGMENTS && data.remainingBytes() > 0; i++) {
            Peer peer = data.consumeBoolean() ? talk.client : talk.server;
            switch (data.consumeInt(0, 9)) {
                case 0 -> peer.fin();
                case 1 -> peer.reset();
                case 2 -> peer.bareReset();
                case 3 -> peer.ack();
                case 4 -> peer.sends(data.consumeBytes(40)).lostOnTheWay();
                case 5 -> script.pause(Duration.ofMillis(data.consumeInt(0, 200_000)));
                case 6 -> script.arrive();
                default -> peer.sends(data.consumeBytes(300));
            }
        }
        double confidence = talk.verdict().confidence();
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new AssertionError("confidence " + confidence);
        }
    }
}
