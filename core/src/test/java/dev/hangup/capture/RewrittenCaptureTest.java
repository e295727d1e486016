package dev.hangup.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.CaptureFormat.IpPacket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Container, byte order, clock and link layer say nothing about TCP, so the segments are the same in all of them. */
class RewrittenCaptureTest {
    private static final long NOON = 1_795_176_000_000_000_000L;
    private static final long HOUR = 3_600_000_000_000L;

    static Stream<Arguments> rewritings() {
        return SampleCaptures.NAMES.stream()
                .flatMap(name -> Arrays.stream(CaptureFormat.values()).map(format -> Arguments.of(name, format)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("rewritings")
    void realCaptureGivesTheSameSegments(String name, CaptureFormat format) {
        byte[] original = SampleCaptures.bytes(name);
        Reading expected = Reading.of(original);

        Reading actual = Reading.of(format.rewrite(original));

        assertThat(actual.segments()).isEqualTo(expected.segments());
        assertThat(actual.times()).isEqualTo(expected.times());
        assertThat(actual.damages()).isEmpty();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void anyPacketsGiveTheSameSegments(@ForAll("packets") List<IpPacket> packets, @ForAll CaptureFormat format) {
        Reading expected = Reading.of(CaptureFormat.PCAP_BIG_NANOS.write(packets));

        Reading actual = Reading.of(format.write(packets));

        long unit = format.unitNanos();
        assertThat(actual.segments()).isEqualTo(expected.segments()).allMatch(is -> is.kind() == Segment.Kind.TCP);
        assertThat(actual.times())
                .isEqualTo(expected.times().stream()
                        .map(time -> time / unit * unit)
                        .toList());
        assertThat(actual.damages()).isEmpty();
    }

    @Provide
    Arbitrary<List<IpPacket>> packets() {
        return packet().list().ofMaxSize(30);
    }

    private static Arbitrary<IpPacket> packet() {
        Arbitrary<Long> times = Arbitraries.longs().between(NOON, NOON + HOUR);
        return Combinators.combine(
                        times,
                        Arbitraries.of(true, false),
                        tcp(),
                        Arbitraries.integers().between(1, 255))
                .as((time, v6, segment, hops) -> {
                    IpBytes ip = v6 ? IpBytes.ipv6("2001:db8::1", "2001:db8::2") : IpBytes.ipv4("10.1.1.2", "10.1.2.2");
                    byte[] packet = ip.timeToLive(hops).carrying(segment).build();
                    return new IpPacket(time, packet, packet.length);
                });
    }

    private static Arbitrary<TcpBytes> tcp() {
        Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 65535),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        payloads)
                .as((port, flags, sequence, acknowledgment, payload) -> TcpBytes.tcp(port, 443)
                        .flags(flags)
                        .sequence(sequence)
                        .acknowledgment(acknowledgment)
                        .window(port)
                        .payload(payload));
    }
}
