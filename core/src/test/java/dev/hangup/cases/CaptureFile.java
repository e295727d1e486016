package dev.hangup.cases;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.PcapReader;
import dev.hangup.capture.PcapngReader;
import dev.hangup.evidence.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A capture in memory, to be rewritten: read from pcap or pcapng, written as pcap with nanoseconds. */
record CaptureFile(int linkType, List<CapturedPacket> packets) {
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int SNAPLEN = 262_144;
    private static final long SECOND = 1_000_000_000L;

    static CaptureFile of(byte[] capture) throws IOException {
        ByteSource source = new ByteSource(new ByteArrayInputStream(capture));
        PacketReader reader = Content.of(source) == Content.PCAPNG
                ? new PcapngReader(source, CaptureFile::refuse)
                : PcapReader.open(source, CaptureFile::refuse);
        if (reader == null) {
            throw new IllegalArgumentException("no capture");
        }
        int linkType = -1;
        List<CapturedPacket> packets = new ArrayList<>();
        for (Packet packet = new Packet(); reader.next(packet); ) {
            if (linkType >= 0 && packet.linkType != linkType) {
                throw new IllegalArgumentException("link types " + linkType + " and " + packet.linkType);
            }
            linkType = packet.linkType;
            byte[] bytes = Arrays.copyOfRange(packet.bytes, packet.offset, packet.offset + packet.capturedLength);
            packets.add(new CapturedPacket(packet.timeNanos, packet.originalLength, bytes));
        }
        return new CaptureFile(linkType, packets);
    }

    private static void refuse(long offset, String what) {
        throw new IllegalArgumentException("at byte " + offset + ": " + what);
    }

    /** With every packet rewritten. */
    CaptureFile map(UnaryOperator<CapturedPacket> rewrite) {
        return new CaptureFile(linkType, packets.stream().map(rewrite).toList());
    }

    /** With some packets in several. */
    CaptureFile flatMap(Function<CapturedPacket, List<CapturedPacket>> rewrite) {
        return new CaptureFile(
                linkType,
                packets.stream()
                        .flatMap(packet -> rewrite.apply(packet).stream())
                        .toList());
    }

    /** As a pcap file. */
    byte[] bytes() {
        int size = packets.stream()
                .mapToInt(packet -> RECORD_HEADER + packet.bytes().length)
                .sum();
        ByteBuffer pcap = ByteBuffer.allocate(FILE_HEADER + size);
        pcap.putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4).putLong(0);
        pcap.putInt(SNAPLEN).putInt(linkType);
        for (CapturedPacket packet : packets) {
            pcap.putInt((int) (packet.timeNanos() / SECOND)).putInt((int) (packet.timeNanos() % SECOND));
            pcap.putInt(packet.bytes().length).putInt(packet.originalLength()).put(packet.bytes());
        }
        return pcap.array();
    }
}
