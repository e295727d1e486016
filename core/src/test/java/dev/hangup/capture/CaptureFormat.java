package dev.hangup.capture;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The ways to write the same IP packets into a capture: a container and a link layer. */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
public enum CaptureFormat {
    PCAP_LITTLE_MICROS(Container.PCAP, ByteOrder.LITTLE_ENDIAN, 1000, Frames.ETHERNET, Frames::ethernet),
    PCAP_LITTLE_NANOS(Container.PCAP, ByteOrder.LITTLE_ENDIAN, 1, Frames.ETHERNET, Frames::ethernet),
    PCAP_BIG_MICROS(Container.PCAP, ByteOrder.BIG_ENDIAN, 1000, Frames.ETHERNET, Frames::ethernet),
    PCAP_BIG_NANOS(Container.PCAP, ByteOrder.BIG_ENDIAN, 1, Frames.ETHERNET, Frames::ethernet),
    PCAPNG_LITTLE(Container.PCAPNG, ByteOrder.LITTLE_ENDIAN, 1000, Frames.ETHERNET, Frames::ethernet),
    PCAPNG_BIG(Container.PCAPNG, ByteOrder.BIG_ENDIAN, 1000, Frames.ETHERNET, Frames::ethernet),
    PCAPNG_OBSOLETE(Container.PCAPNG_OBSOLETE, ByteOrder.LITTLE_ENDIAN, 1000, Frames.ETHERNET, Frames::ethernet),
    VLAN(
            Container.PCAP,
            ByteOrder.LITTLE_ENDIAN,
            1000,
            Frames.ETHERNET,
            ip -> Frames.ethernet(ip, Frames.QINQ, Frames.VLAN)),
    COOKED(Container.PCAP, ByteOrder.LITTLE_ENDIAN, 1000, Frames.LINUX_COOKED, Frames::linuxCooked),
    COOKED_V2(Container.PCAPNG, ByteOrder.LITTLE_ENDIAN, 1000, Frames.LINUX_COOKED_V2, Frames::linuxCookedV2),
    LOOPBACK(
            Container.PCAP,
            ByteOrder.LITTLE_ENDIAN,
            1000,
            Frames.NULL,
            ip -> Frames.bsdLoopback(ip, ip[0] >> 4 == 6 ? 30 : 2, ByteOrder.LITTLE_ENDIAN)),
    RAW(Container.PCAP, ByteOrder.LITTLE_ENDIAN, 1000, Frames.RAW, UnaryOperator.identity());

    private enum Container {
        PCAP,
        PCAPNG,
        PCAPNG_OBSOLETE
    }

    private final Container container;
    private final ByteOrder order;
    private final int unitNanos;
    private final int linkType;
    private final UnaryOperator<byte[]> link;

    CaptureFormat(Container container, ByteOrder order, int unitNanos, int linkType, UnaryOperator<byte[]> link) {
        this.container = container;
        this.order = order;
        this.unitNanos = unitNanos;
        this.linkType = linkType;
        this.link = link;
    }

    /** An IP packet with the time of its capture, of which {@code original} bytes were on the wire. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record IpPacket(long timeNanos, byte[] ip, int original) {}

    /** How fine its clock is. */
    int unitNanos() {
        return unitNanos;
    }

    byte[] write(List<IpPacket> packets) {
        return switch (container) {
            case PCAP -> writePcap(packets);
            case PCAPNG, PCAPNG_OBSOLETE -> writePcapng(packets);
        };
    }

    private byte[] writePcap(List<IpPacket> packets) {
        PcapBytes file = PcapBytes.pcap(order, unitNanos == 1, linkType);
        for (IpPacket packet : packets) {
            byte[] frame = link.apply(packet.ip());
            file.packet(packet.timeNanos(), frame, packet.original() + frame.length - packet.ip().length);
        }
        return file.build();
    }

    private byte[] writePcapng(List<IpPacket> packets) {
        PcapngBytes file = PcapngBytes.pcapng(order).captureOn(linkType);
        for (IpPacket packet : packets) {
            byte[] frame = link.apply(packet.ip());
            long time = packet.timeNanos() / unitNanos;
            if (container == Container.PCAPNG) {
                file.packet(0, time, frame, packet.original() + frame.length - packet.ip().length);
            } else {
                file.obsoletePacket(0, 0, time, frame);
            }
        }
        return file.build();
    }

    /** The IP packets of a capture of Ethernet frames without tags. */
    static List<IpPacket> ipPackets(byte[] ethernetCapture) {
        return Reading.of(ethernetCapture).packets().stream()
                .map(packet -> new IpPacket(
                        packet.timeNanos(),
                        Arrays.copyOfRange(packet.bytes(), 14, packet.bytes().length),
                        packet.originalLength() - 14))
                .toList();
    }

    /** The same capture in this format. */
    public byte[] rewrite(byte[] ethernetCapture) {
        return write(ipPackets(ethernetCapture));
    }
}
