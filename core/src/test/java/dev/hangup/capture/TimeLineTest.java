package dev.hangup.capture;

import static dev.hangup.capture.PcapBytes.pcap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Absurd time stamps are damage, silence is not; both formats share the rule. */
class TimeLineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final long NOON = 1_795_176_000L * SECOND;
    private static final long YEAR_2100 = 4_102_444_800L * SECOND;

    private static Reading atTimes(long... times) {
        PcapBytes file = pcap();
        for (long time : times) {
            file.packet(time, new byte[60]);
        }
        Reading classic = Reading.of(file.build());
        PcapngBytes blocks = PcapngBytes.pcapng(java.nio.ByteOrder.BIG_ENDIAN).captureOn(Frames.ETHERNET);
        for (long time : times) {
            blocks.packet(0, time / 1000, new byte[60]);
        }
        Reading nextGeneration = Reading.of(blocks.build());
        assertThat(nextGeneration.times()).as("pcapng as pcap").isEqualTo(classic.times());
        assertThat(whats(nextGeneration)).as("pcapng as pcap").isEqualTo(whats(classic));
        return classic;
    }

    private static List<String> whats(Reading reading) {
        return reading.damages().stream().map(Reading.Damage::what).toList();
    }

    @Test
    void absurdTimeGetsThatOfThePacketBefore() {
        Reading reading = atTimes(NOON, NOON + SECOND, YEAR_2100, NOON + 3 * SECOND);

        assertThat(reading.times()).containsExactly(NOON, NOON + SECOND, NOON + SECOND, NOON + 3 * SECOND);
        assertThat(whats(reading)).hasSize(1).first().asString().startsWith("time stamp is ");
        assertThat(reading.damages().get(0).offset()).isEqualTo(24 + 2 * 76);
    }

    @Test
    void absurdTimeOfTheFirstPacketIsFoundOut() {
        for (long absurd : new long[] {0, YEAR_2100}) {
            Reading reading = atTimes(absurd, NOON, NOON + SECOND);

            assertThat(reading.times()).containsExactly(NOON, NOON, NOON + SECOND);
            assertThat(whats(reading)).hasSize(1).first().asString().endsWith("away from the packets after it");
        }
    }

    @Test
    void absurdTimeOfTheLastPacketIsFoundOut() {
        Reading reading = atTimes(NOON, NOON + SECOND, YEAR_2100);

        assertThat(reading.times()).containsExactly(NOON, NOON + SECOND, NOON + SECOND);
        assertThat(whats(reading)).hasSize(1);
    }

    @Test
    void quietDaysAreNoDamage() {
        long[] times = {NOON, NOON + 3 * DAY, NOON + 3 * DAY + SECOND, NOON + 5 * DAY, NOON + 8 * DAY};

        Reading reading = atTimes(times);

        assertThat(reading.times()).containsExactly(NOON, times[1], times[2], times[3], times[4]);
        assertThat(reading.damages()).isEmpty();
    }

    @Test
    void clockThatWasSetBackIsBelievedAndTold() {
        Reading reading = atTimes(NOON, NOON + SECOND, NOON - 10 * DAY, NOON - 10 * DAY + SECOND);

        assertThat(reading.times()).containsExactly(NOON, NOON + SECOND, NOON - 10 * DAY, NOON - 10 * DAY + SECOND);
        assertThat(whats(reading)).containsExactly("the clock jumps back by 240 h");
    }

    @Test
    void timesSlightlyOutOfOrderAreLeftAlone() {
        Reading reading = atTimes(NOON, NOON - SECOND, NOON + SECOND);

        assertThat(reading.times()).containsExactly(NOON, NOON - SECOND, NOON + SECOND);
        assertThat(reading.damages()).isEmpty();
    }
}
