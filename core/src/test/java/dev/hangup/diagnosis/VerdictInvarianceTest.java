package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import dev.hangup.script.Followed;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** No verdict rests on what chance gives a connection: its sequence numbers, its time of day, its IP identifications. */
class VerdictInvarianceTest {
    private record Essence(
            String cause, String variant, Party culprit, Party closedBy, double confidence, List<Long> frames) {
        static Essence of(List<Segment> segments, Talk talk) {
            Followed followed = Followed.of(segments);
            Verdict verdict = followed.verdict(talk);
            return new Essence(
                    verdict.cause(),
                    verdict.variant(),
                    verdict.culprit(),
                    verdict.closedBy(),
                    verdict.confidence(),
                    verdict.frames());
        }
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void sequenceNumbersMayBeginAnywhere(
            @ForAll FailingScript script, @ForAll int client, @ForAll int server, @ForAll boolean wrapsSoon) {
        Talk talk = script.play();
        Essence expected = Essence.of(talk.script().segments(), talk);
        int clientShift = wrapsSoon ? -talk.client.initialSequence() - (client & 0xff) : client;
        int serverShift = wrapsSoon ? -talk.server.initialSequence() - (server & 0xff) : server;
        List<Segment> shifted = talk.script().segments();
        for (Segment segment : shifted) {
            boolean fromClient = segment.destinationPort == Script.SERVER.port();
            if (segment.sequence != 0) {
                segment.sequence += fromClient ? clientShift : serverShift;
            }
            if (segment.has(TcpFlags.ACK)) {
                segment.acknowledgment += fromClient ? serverShift : clientShift;
            }
        }

        assertThat(Essence.of(shifted, talk)).isEqualTo(expected);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void captureMayBeginAtAnyTime(
            @ForAll FailingScript script,
            @ForAll @LongRange(min = -1_700_000_000_000_000_000L, max = 2_000_000_000_000_000_000L) long nanos) {
        Talk talk = script.play();
        Essence expected = Essence.of(talk.script().segments(), talk);
        List<Segment> shifted = talk.script().segments();
        shifted.forEach(segment -> segment.timeNanos += nanos);

        assertThat(Essence.of(shifted, talk)).isEqualTo(expected);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void identificationsOfAHostMayBeginAnywhere(
            @ForAll FailingScript script, @ForAll @IntRange(min = 1, max = 0xfffe) int shift) {
        Talk talk = script.play();
        Essence expected = Essence.of(talk.script().segments(), talk);
        List<Segment> shifted = talk.script().segments();
        for (Segment segment : shifted) {
            if (segment.ipId > 0) {
                // Zero means something else.
                segment.ipId = Math.max(1, segment.ipId + shift & 0xffff);
            }
        }

        assertThat(Essence.of(shifted, talk)).isEqualTo(expected);
    }
}
