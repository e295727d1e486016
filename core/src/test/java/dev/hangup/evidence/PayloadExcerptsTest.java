package dev.hangup.evidence;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.PcapBytes.pcap;
import static dev.hangup.capture.TcpBytes.bytes;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.Frames;
import dev.hangup.capture.SampleCaptures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadExcerptsTest {
    private static Map<Long, String> of(byte[] file, Set<Long> frames) throws IOException {
        return PayloadExcerpts.of(new ByteArrayInputStream(file), frames);
    }

    private static byte[] captureOf(byte[] payload) {
        return pcap().packet(
                        1,
                        Frames.ethernet(ipv4("10.1.1.2", "10.1.2.2")
                                .carrying(tcp(40000, 80).payload(payload))
                                .build()))
                .build();
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void onlyFramesThatWereAskedForAndHavePayloadAreGiven(CaptureFormat format) throws IOException {
        byte[] file = format.rewrite(SampleCaptures.bytes("appliance-resets-late-request"));

        assertThat(of(file, Set.of(1L, 4L))).containsExactly(Map.entry(4L, "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"));
    }

    @Test
    void bytesThatATerminalWouldObeyAreEscaped() throws IOException {
        byte[] file = captureOf(bytes(0x1b, '[', '2', 'J', 0, '\\', '\t', 0x7f, 0x80, 0xff, ' ', '~'));

        assertThat(of(file, Set.of(1L))).containsExactly(Map.entry(1L, "\\x1b[2J\\x00\\\\\\x09\\x7f\\x80\\xff ~"));
    }

    @Test
    void longPayloadIsShortened() throws IOException {
        assertThat(of(captureOf(new byte[1000]), Set.of(1L)).get(1L)).isEqualTo("\\x00".repeat(256) + "...");
    }

    @Test
    void framesThatAreNotThereGiveNothing() throws IOException {
        assertThat(of(captureOf(new byte[1]), Set.of(7L))).isEmpty();
        assertThat(of(new byte[0], Set.of(1L))).isEmpty();
    }
}
