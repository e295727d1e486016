package dev.hangup.capture;

import static dev.hangup.capture.TcpBytes.bytes;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An IP packet as it is captured: behind a link layer, or in a tunnel.
 *
 * @param tunnel the innermost tunnel around it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Wrapping(
        String name, int linkType, byte[] packet, @Nullable Tunnel tunnel) {
    static final String FROM = "192.168.0.1";
    static final String TO = "192.168.0.2";
    static final String FROM_V6 = "fd00::1";
    static final String TO_V6 = "fd00::2";

    @Override
    public String toString() {
        return name;
    }

    private static Wrapping link(String name, int linkType, byte[] packet) {
        return new Wrapping(name, linkType, packet, null);
    }

    /** Every link layer that is read. */
    static List<Wrapping> links(byte[] ip) {
        int type = Frames.etherType(ip);
        byte[] frame = Frames.ethernet(ip);
        byte[] ppp = Frames.ppp(ip);
        byte[] snap = Frames.snap(type, ip);
        byte[] controlWord = Frames.joined(new byte[4], frame);
        byte[] air = Frames.wireless(0x08, 0x02, new byte[0], ip);
        byte[] airWithQos = Frames.wireless(0x88, 0x01, new byte[2], ip);
        return List.of(
                link("Ethernet", Frames.ETHERNET, frame),
                link("VLAN", Frames.ETHERNET, Frames.ethernet(ip, Frames.VLAN)),
                link("QinQ", Frames.ETHERNET, Frames.ethernet(ip, Frames.QINQ, Frames.VLAN)),
                link("old QinQ", Frames.ETHERNET, Frames.ethernet(ip, Frames.QINQ_OLD, Frames.VLAN)),
                link("three tags", Frames.ETHERNET, Frames.ethernet(ip, Frames.QINQ, Frames.VLAN, Frames.VLAN)),
                link("802.3 with SNAP", Frames.ETHERNET, Frames.ethernet(snap.length, snap)),
                link("PPPoE", Frames.ETHERNET, Frames.ethernet(Frames.PPPOE_SESSION, Frames.pppoe(ppp))),
                link("MPLS", Frames.ETHERNET, Frames.ethernet(Frames.MPLS, Frames.mpls(ip, 16, 17, 18))),
                link("MPLS upstream", Frames.ETHERNET, Frames.ethernet(Frames.MPLS_UPSTREAM, Frames.mpls(ip, 16))),
                link("pseudowire", Frames.ETHERNET, Frames.ethernet(Frames.MPLS, Frames.mpls(controlWord, 16, 17))),
                link("Linux cooked", Frames.LINUX_COOKED, Frames.linuxCooked(ip)),
                link("Linux cooked v2", Frames.LINUX_COOKED_V2, Frames.linuxCookedV2(ip)),
                link("raw", Frames.RAW, ip),
                link("raw of BSD", Frames.RAW_BSD, ip),
                link("raw of OpenBSD", Frames.RAW_OPENBSD, ip),
                link("PPP", Frames.PPP, ppp),
                link(
                        "PPP with a compressed protocol",
                        Frames.PPP,
                        Frames.joined(bytes(type == 0x0800 ? 0x21 : 0x57), ip)),
                link("PPP with MPLS", Frames.PPP, Frames.joined(bytes(2, 0x81), Frames.mpls(ip, 16))),
                link("PPP framed", Frames.PPP_HDLC, Frames.joined(bytes(0xff, 3), ppp)),
                link("PPP of Cisco", Frames.PPP_HDLC, Frames.ciscoHdlc(ip)),
                link("PPPoE of its own", Frames.PPP_ETHER, Frames.pppoe(ppp)),
                link("Cisco HDLC", Frames.CISCO_HDLC, Frames.ciscoHdlc(ip)),
                link("802.11", Frames.IEEE802_11, air),
                link("802.11 with QoS", Frames.IEEE802_11, airWithQos),
                link("802.11 between access points", Frames.IEEE802_11, Frames.wireless(0x08, 3, new byte[6], ip)),
                link("802.11 with HT control", Frames.IEEE802_11, Frames.wireless(0x88, 0x81, new byte[6], ip)),
                link("802.11 with all of it", Frames.IEEE802_11, Frames.wireless(0x88, 0x83, new byte[12], ip)),
                link("radiotap", Frames.RADIOTAP, Frames.radiotap(0, 1, air)),
                link("radiotap of two words", Frames.RADIOTAP, Frames.radiotap(0x02, 2, airWithQos)),
                link("radiotap with padding", Frames.RADIOTAP, Frames.radiotap(0x20, 3, paddedAir(ip))),
                link("Prism", Frames.PRISM, Frames.prism(air)),
                link("AVS", Frames.PRISM, Frames.avs(airWithQos)),
                link("PKTAP of Ethernet", Frames.PKTAP, Frames.pktap(Frames.ETHERNET, frame)),
                link("PKTAP of raw IP", Frames.PKTAP_AS_USER2, Frames.pktap(Frames.RAW_BSD, ip)),
                link("NFLOG", Frames.NFLOG, Frames.nflog(ip, ByteOrder.LITTLE_ENDIAN)),
                link("NFLOG of a big-endian host", Frames.NFLOG, Frames.nflog(ip, ByteOrder.BIG_ENDIAN)));
    }

    /** The MAC header of 26 bytes filled up to 28. */
    private static byte[] paddedAir(byte[] ip) {
        return Frames.wireless(0x88, 0x01, new byte[4], ip);
    }

    /** Every kind of tunnel over IPv4 and over IPv6. */
    static List<Wrapping> tunnels(byte[] ip) {
        return Stream.of(false, true)
                .flatMap(overIpv6 -> tunnels(overIpv6, ip).stream())
                .toList();
    }

    private static List<Wrapping> tunnels(boolean overIpv6, byte[] ip) {
        int type = Frames.etherType(ip);
        boolean isIpv4 = type == 0x0800;
        byte[] frame = Frames.ethernet(ip);
        byte[] tagged = Frames.ethernet(ip, Frames.VLAN);
        int all = TunnelBytes.GRE_CHECKSUM | TunnelBytes.GRE_KEY | TunnelBytes.GRE_SEQUENCE;
        byte[] extensions = bytes(0, 1, 0, 0x85, 1, 0, 9, 0xc0, 2, 0, 0, 0, 0, 0, 0, 0);
        byte[] oldVxlan = TunnelBytes.vxlan(frame);
        oldVxlan[2] = (byte) (TunnelBytes.OLD_VXLAN_PORT >> 8);
        oldVxlan[3] = (byte) TunnelBytes.OLD_VXLAN_PORT;
        return List.of(
                tunnel(
                        isIpv4 ? Tunnel.IP_IN_IP : Tunnel.IPV6_IN_IP,
                        "",
                        overIpv6,
                        isIpv4 ? TunnelBytes.IP_IN_IP : TunnelBytes.IPV6_IN_IP,
                        ip),
                gre("", overIpv6, TunnelBytes.gre(0, type, ip)),
                gre("with a key", overIpv6, TunnelBytes.gre(TunnelBytes.GRE_KEY, type, ip)),
                gre("with all fields", overIpv6, TunnelBytes.gre(all, type, ip)),
                gre("of Ethernet", overIpv6, TunnelBytes.gre(TunnelBytes.GRE_KEY, TunnelBytes.ETHERNET, tagged)),
                gre("of MPLS", overIpv6, TunnelBytes.gre(0, Frames.MPLS, Frames.mpls(ip, 16))),
                tunnel(Tunnel.ERSPAN, "I", overIpv6, TunnelBytes.GRE, TunnelBytes.gre(0, 0x88be, frame)),
                tunnel(Tunnel.ERSPAN, "II", overIpv6, TunnelBytes.GRE, TunnelBytes.erspan2(tagged)),
                tunnel(Tunnel.ERSPAN, "III", overIpv6, TunnelBytes.GRE, TunnelBytes.erspan3(false, frame)),
                tunnel(Tunnel.ERSPAN, "III and more", overIpv6, TunnelBytes.GRE, TunnelBytes.erspan3(true, frame)),
                udp(Tunnel.VXLAN, "", overIpv6, TunnelBytes.vxlan(frame)),
                udp(Tunnel.VXLAN, "of a VLAN", overIpv6, TunnelBytes.vxlan(tagged)),
                udp(Tunnel.VXLAN, "on the old port", overIpv6, oldVxlan),
                udp(Tunnel.GENEVE, "", overIpv6, TunnelBytes.geneve(0, TunnelBytes.ETHERNET, frame)),
                udp(Tunnel.GENEVE, "with options", overIpv6, TunnelBytes.geneve(3, TunnelBytes.ETHERNET, tagged)),
                udp(Tunnel.GENEVE, "of IP", overIpv6, TunnelBytes.geneve(63, type, ip)),
                udp(Tunnel.GTP_U, "", overIpv6, TunnelBytes.gtp(0, new byte[0], ip)),
                udp(Tunnel.GTP_U, "with a number", overIpv6, TunnelBytes.gtp(2, bytes(0, 7, 0, 0), ip)),
                udp(Tunnel.GTP_U, "with extensions", overIpv6, TunnelBytes.gtp(4, extensions, ip)));
    }

    private static Wrapping gre(String what, boolean overIpv6, byte[] carried) {
        return tunnel(Tunnel.GRE, what, overIpv6, TunnelBytes.GRE, carried);
    }

    private static Wrapping udp(Tunnel tunnel, String what, boolean overIpv6, byte[] carried) {
        return tunnel(tunnel, what, overIpv6, IpBytes.UDP, carried);
    }

    private static Wrapping tunnel(Tunnel tunnel, String what, boolean overIpv6, int protocol, byte[] carried) {
        String name = tunnel.text() + (what.isEmpty() ? "" : " " + what) + " over IPv" + (overIpv6 ? 6 : 4);
        return new Wrapping(name, Frames.ETHERNET, Frames.ethernet(outer(overIpv6, protocol, carried)), tunnel);
    }

    /** The packet between the ends of the tunnel. */
    static byte[] outer(boolean overIpv6, int protocol, byte[] carried) {
        return (overIpv6 ? IpBytes.ipv6(FROM_V6, TO_V6) : IpBytes.ipv4(FROM, TO))
                .timeToLive(17)
                .identification(17)
                .carrying(protocol, carried)
                .build();
    }
}
