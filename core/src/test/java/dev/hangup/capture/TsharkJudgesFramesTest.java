package dev.hangup.capture;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.IpBytes.ipv6;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.TcpFlags;
import dev.hangup.cases.Tshark;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frames that the tests build are what they are called: tshark finds the same segment in each of them. */
class TsharkJudgesFramesTest {
    private static final TcpBytes HELLO = tcp(40000, 80)
            .flags(TcpFlags.ACK | TcpFlags.PSH)
            .sequence(0x1234_5678)
            .acknowledgment(0x0765_4321)
            .window(500)
            .payload("hello");
    private static final byte[] IPV4 =
            ipv4("10.1.1.2", "10.1.2.2").carrying(HELLO).build();
    private static final byte[] IPV6 =
            ipv6("2001:db8::1", "2001:db8::2").carrying(HELLO).build();

    @TempDir
    private Path folder;

    @Test
    void segmentInEachFrameIsTheOneThatTsharkFinds() throws Exception {
        assumeTrue(Tshark.isInstalled(), "tshark is not installed: nothing to compare with");
        List<Wrapping> frames = Stream.of(IPV4, IPV6)
                .flatMap(ip -> Stream.concat(Wrapping.links(ip).stream(), Wrapping.tunnels(ip).stream()))
                // Of NFLOG tshark believes that it was captured on a host like the one at hand.
                .filter(frame -> !frame.name().contains("big-endian"))
                .toList();

        List<String> theirs = tshark(frames);

        List<String> ours = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            Wrapping frame = frames.get(i);
            Segment segment = Reading.segment(frame.linkType(), frame.packet());
            ours.add(frame.name() + ": " + line(segment));
            named.add(frame.name() + ": " + theirs.get(i));
        }
        assertThat(ours).isEqualTo(named);
    }

    private static String line(Segment segment) {
        String ports = segment.sourcePort + "," + segment.destinationPort;
        String numbers = (segment.sequence & 0xffff_ffffL) + "," + (segment.acknowledgment & 0xffff_ffffL);
        String addresses = Reading.source(segment).address() + ","
                + Reading.destination(segment).address();
        return addresses + "," + ports + "," + numbers + "," + segment.payloadLength + "," + segment.ttl;
    }

    /** What tshark says of each frame, all in one file with an interface for each. */
    private List<String> tshark(List<Wrapping> frames) throws IOException, InterruptedException {
        PcapngBytes file = PcapngBytes.pcapng(ByteOrder.LITTLE_ENDIAN);
        frames.forEach(frame -> file.captureOn(frame.linkType()));
        for (int i = 0; i < frames.size(); i++) {
            file.packet(i, 1_000L * i, frames.get(i).packet());
        }
        Path capture = folder.resolve("frames.pcapng");
        Files.write(capture, file.build());
        Process tshark = new ProcessBuilder(command(capture))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tshark.waitFor()).isZero();
        return text.lines().map(line -> innermost(line.split("\t", -1))).toList();
    }

    private static List<String> command(Path capture) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-T", "fields", "-r", capture.toString()));
        command.addAll(List.of("-d", "udp.port==8472,vxlan"));
        for (String field : List.of(
                "frame.protocols",
                "ip.src",
                "ip.dst",
                "ip.ttl",
                "ipv6.src",
                "ipv6.dst",
                "ipv6.hlim",
                "tcp.srcport",
                "tcp.dstport",
                "tcp.seq_raw",
                "tcp.ack_raw",
                "tcp.len")) {
            command.add("-e");
            command.add(field);
        }
        return command;
    }

    /** Of fields that occur several times the last: it is that of the innermost packet. */
    private static String innermost(String[] fields) {
        boolean isIpv6 = fields[0].lastIndexOf(":ipv6") > fields[0].lastIndexOf(":ip:");
        String[] last = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            last[i] = fields[i].substring(fields[i].lastIndexOf(',') + 1);
        }
        int ip = isIpv6 ? 4 : 1;
        return String.join(",", last[ip], last[ip + 1], last[7], last[8], last[9], last[10], last[11], last[ip + 2]);
    }
}
