package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Four longs hold a segment, and a short ring holds the last ones. */
class TrailTest {
    private static Segment segment(long frame) {
        Segment segment = new Segment();
        segment.timeNanos = 1_795_000_000_000_000_000L + frame;
        segment.frame = frame;
        segment.flags = TcpFlags.ACK;
        segment.sequence = (int) frame;
        segment.ttl = 64;
        return segment;
    }

    private static long[] frames(Trail trail) {
        return Arrays.stream(trail.entries()).mapToLong(Trail.Entry::frame).toArray();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void entryGivesBackWhatWasPacked(
            @ForAll long time,
            @ForAll @LongRange(min = 1, max = 0xff_ffff_ffffL) long frame,
            @ForAll int sequence,
            @ForAll int acknowledgment,
            @ForAll @IntRange(max = 0xff_ffff) int length,
            @ForAll @IntRange(max = 0xffff) int window,
            @ForAll @IntRange(max = 255) int ttl,
            @ForAll @IntRange(min = -1, max = 0xffff) int ipId,
            @ForAll @IntRange(max = 0x1ff) int flagsAndDirection) {
        Segment segment = segment(frame);
        segment.timeNanos = time;
        segment.sequence = sequence;
        segment.acknowledgment = acknowledgment;
        segment.payloadLength = length;
        segment.window = window;
        segment.ttl = ttl;
        segment.ipId = ipId;
        segment.flags = flagsAndDirection & 0xff;
        boolean fromClient = flagsAndDirection > 0xff;
        Trail trail = new Trail();
        trail.add(segment, fromClient ? Trail.FROM_CLIENT : 0);
        trail.mark(Trail.REQUEST_START);
        Trail.Entry entry = trail.get(0);

        assertThat(entry)
                .isEqualTo(new Trail.Entry(
                        time,
                        frame,
                        fromClient,
                        segment.flags,
                        sequence,
                        acknowledgment,
                        length,
                        window,
                        ttl,
                        ipId,
                        entry.marks()));
        assertThat(entry.isMarked(Trail.REQUEST_START)).isTrue();
        assertThat(entry.isMarked(Trail.RETRANSMISSION)).isFalse();
    }

    @Test
    void calmTrailKeepsTheLastFour() {
        Trail trail = new Trail();
        for (int frame = 1; frame <= 11; frame++) {
            trail.add(segment(frame), 0);
        }

        assertThat(frames(trail)).containsExactly(8, 9, 10, 11);
    }

    @Test
    void alertedTrailKeepsWhatItHadAndThirtyTwoInAll() {
        Trail trail = new Trail();
        for (int frame = 1; frame <= 6; frame++) {
            trail.add(segment(frame), 0);
        }
        trail.alert();
        for (int frame = 7; frame <= 20; frame++) {
            trail.add(segment(frame), 0);
        }
        assertThat(frames(trail)).containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);

        for (int frame = 21; frame <= 100; frame++) {
            trail.add(segment(frame), 0);
        }
        assertThat(frames(trail)).hasSize(32).startsWith(69).endsWith(100);
    }

    @Test
    void clearedTrailIsEmptyAndShortAgain() {
        Trail trail = new Trail();
        trail.alert();
        for (int frame = 1; frame <= 40; frame++) {
            trail.add(segment(frame), 0);
        }
        trail.clear();
        assertThat(trail.entries()).isEmpty();

        for (int frame = 1; frame <= 40; frame++) {
            trail.add(segment(frame), 0);
        }
        assertThat(frames(trail)).hasSize(4);
    }

    @Test
    void swappedRolesTurnEveryEntryRound() {
        Trail trail = new Trail();
        trail.add(segment(1), Trail.FROM_CLIENT);
        trail.add(segment(2), 0);
        trail.swapRoles();

        assertThat(trail.entries()).extracting(Trail.Entry::fromClient).containsExactly(false, true);
    }

    @Test
    void markGoesToTheSegmentThatCameLast() {
        Trail trail = new Trail();
        trail.add(segment(1), 0);
        trail.add(segment(2), 0);
        trail.mark(Trail.RETRANSMISSION);

        assertThat(trail.entries())
                .extracting(entry -> entry.isMarked(Trail.RETRANSMISSION))
                .containsExactly(false, true);
    }

    @Test
    void markOfASegmentThatIsNotKeptGoesNowhere() {
        Trail trail = new Trail();
        trail.add(segment(1), 0);
        trail.leaveOut();
        trail.mark(Trail.REQUEST_START);
        assertThat(trail.get(0).isMarked(Trail.REQUEST_START)).isFalse();

        trail.add(segment(2), 0);
        trail.mark(Trail.ANSWER_START);
        assertThat(trail.entries())
                .extracting(entry -> entry.isMarked(Trail.ANSWER_START))
                .containsExactly(false, true);
    }

    /** Of a connection that is over only a few more segments are kept; what comes then is told of none of them. */
    @Test
    void lateSegmentsBeyondThoseThatAreKeptLeaveNoMarks() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.closeByClient();
        for (int i = 0; i < 20; i++) {
            script.pause(Duration.ofMillis(50));
            talk.server.bareReset();
        }
        script.pause(Duration.ofMillis(50));
        talk.server.repeats();
        Connection connection = talk.connection();
        Trail.Entry[] entries = connection.trail().entries();

        assertThat(entries[entries.length - 1].frame()).isLessThan(connection.lastFrame());
        assertThat(connection.server().retransmissions()).isEqualTo(1);
        assertThat(entries).noneMatch(entry -> entry.isMarked(Trail.RETRANSMISSION));
    }

    private static Segment bytes(int sequence, int length, int ipId) {
        Segment segment = segment(1);
        segment.sequence = sequence;
        segment.payloadLength = length;
        segment.ipId = ipId;
        segment.window = 500;
        return segment;
    }

    private static boolean holdsBytes(Segment kept, Segment segment) {
        Trail trail = new Trail();
        trail.add(kept, Trail.FROM_CLIENT);
        return trail.holdsBytesOf(segment, true, 1_000_000);
    }

    /** As segmentation offload does it: the second part of a packet has the next identification, the last is shorter. */
    @Test
    void partsOfAPacketThatWasSplitAreItsBytes() {
        Segment large = bytes(1000, 6990, 0xfffe);

        for (int part = 0; part < 5; part++) {
            assertThat(holdsBytes(large, bytes(1000 + part * 1398, 1398, 0xfffe + part & 0xffff)))
                    .isTrue();
        }
        assertThat(holdsBytes(bytes(1000, 6000, 7), bytes(1000 + 4 * 1398, 408, 11)))
                .isTrue();
    }

    /** As receive offload does it: the packet has the identification of its first part. */
    @Test
    void packetThatWasMergedHasTheBytesOfItsParts() {
        Segment merged = bytes(1000, 6990, 7);

        assertThat(holdsBytes(bytes(1000 + 4 * 1398, 1398, 11), merged)).isTrue();
        assertThat(holdsBytes(bytes(1000 + 5 * 1398, 600, 12), bytes(1000, 7590, 7)))
                .isTrue();
    }

    /** It has an identification of its own: one behind all parts of the packet that it repeats. */
    @Test
    void bytesThatWereSentAgainAreNoCopy() {
        Segment large = bytes(1000, 6990, 7);

        assertThat(holdsBytes(large, bytes(1000, 1398, 12))).isFalse();
        assertThat(holdsBytes(large, bytes(2398, 1398, 12))).isFalse();
        assertThat(holdsBytes(large, bytes(1000, 6990, 12))).isFalse();
        assertThat(holdsBytes(bytes(2398, 1398, 8), bytes(1000, 2796, 9))).isFalse();
        assertThat(holdsBytes(bytes(2398, 0, 8), bytes(1000, 1398, 9))).isFalse();
    }

    @Test
    void bytesOfALaterTimeOrAnotherStateAreNoCopy() {
        Segment large = bytes(1000, 6990, 7);
        Segment late = bytes(1000, 1398, 7);
        late.timeNanos += 1_000_001;
        Segment acknowledgesMore = bytes(1000, 1398, 7);
        acknowledgesMore.acknowledgment++;
        Segment hasAnotherWindow = bytes(1000, 1398, 7);
        hasAnotherWindow.window++;
        Segment reachesFarther = bytes(7000, 1398, 11);
        Segment beginsEarlier = bytes(900, 1398, 7);

        for (Segment other : new Segment[] {late, acknowledgesMore, hasAnotherWindow, reachesFarther, beginsEarlier}) {
            assertThat(holdsBytes(large, other)).isFalse();
        }
        Trail fromServer = new Trail();
        fromServer.add(large, 0);
        assertThat(fromServer.holdsBytesOf(bytes(1000, 1398, 7), true, 1_000_000))
                .isFalse();
    }
}
