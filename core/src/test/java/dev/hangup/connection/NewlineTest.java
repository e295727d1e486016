package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NewlineTest {
    /** Bytes around the line feed's value, and those that differ from it in the highest bit, deceive tricks with longs. */
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void findsTheFirstLineFeedOfARangeLikeALoop(
            @ForAll @Size(min = 1, max = 40) byte[] noise,
            @ForAll @Size(min = 40, max = 40) byte @ByteRange(min = 8, max = 12) [] near,
            @ForAll @IntRange(max = 40) int from,
            @ForAll @IntRange(max = 40) int length) {
        byte[] bytes = new byte[80];
        for (int i = 0; i < 80; i++) {
            bytes[i] = i % 2 == 0 ? noise[i % noise.length] : (byte) (near[i / 2] | (i % 3 == 0 ? 0x80 : 0));
        }
        int to = from + length;
        int expected = -1;
        for (int i = to - 1; i >= from; i--) {
            expected = bytes[i] == '\n' ? i : expected;
        }

        assertThat(Newline.find(bytes, from, to)).isEqualTo(expected);
    }
}
