package dev.hangup.capture;

/**
 * Finds the IP header behind an EtherType: VLAN tags, MPLS labels, PPPoE and LLC can stand between, in any order and
 * number. Each step goes forward, so that any bytes come to an end.
 */
final class EtherTypes {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    static final int PPPOE_SESSION = 0x8864;
    /** A whole Ethernet frame (RFC 1701). */
    static final int TRANSPARENT_ETHERNET = 0x6558;
    /** Not an EtherType: a PPP frame, from its protocol field on. */
    static final int PPP = -1;
    /** Not an EtherType: an LLC header, as behind the length of IEEE 802.3. */
    static final int LLC = -2;

    private static final int MPLS = 0x8847;
    private static final int MPLS_UPSTREAM = 0x8848;
    private static final int VLAN = 0x8100;
    private static final int VLAN_SERVICE = 0x88a8;
    private static final int VLAN_OLD_SERVICE = 0x9100;
    private static final int OTHER = 0;

    /** Up to here the field is the length of an LLC frame (IEEE 802.3 section 3.2.6); Linux cooked says 4 for one. */
    private static final int LONGEST_LENGTH = 1500;

    private static final int ETHERNET_HEADER = 14;
    private static final int PPPOE_HEADER = 6;
    private static final int LLC_SNAP = 8;

    private EtherTypes() {}

    /** The offset of the IP header that begins at {@code from} or later; else {@link LinkLayer#NOT_IP}. */
    static long network(int etherType, byte[] bytes, int from, int end) {
        if (etherType == IPV4 || etherType == IPV6) {
            return from < end ? from : LinkLayer.NOT_IP;
        }
        return behind(etherType, bytes, from, end);
    }

    private static long behind(int etherType, byte[] bytes, int from, int end) {
        int type = etherType;
        int at = from;
        while (type != IPV4 && type != IPV6) {
            switch (type) {
                case VLAN, VLAN_SERVICE, VLAN_OLD_SERVICE -> {
                    // IEEE 802.1Q and 802.1ad: two bytes of tag, the next EtherType.
                    at += 4;
                    type = at > end ? OTHER : Bytes.u16(bytes, at - 2);
                }
                case MPLS, MPLS_UPSTREAM -> {
                    at = behindLabels(bytes, at, end);
                    type = at < end ? behindMpls(bytes[at]) : OTHER;
                    at += type == TRANSPARENT_ETHERNET ? 4 : 0;
                }
                case TRANSPARENT_ETHERNET -> {
                    at += ETHERNET_HEADER;
                    type = at > end ? OTHER : Bytes.u16(bytes, at - 2);
                }
                case PPPOE_SESSION -> {
                    at += PPPOE_HEADER;
                    // RFC 2516: version 1, type 1, code 0.
                    type = at > end || Bytes.u16(bytes, at - PPPOE_HEADER) != 0x1100 ? OTHER : PPP;
                }
                case PPP -> {
                    type = at < end ? behindPpp(bytes, at, end) : OTHER;
                    at += type == OTHER || (bytes[at] & 1) != 0 ? 1 : 2;
                }
                default -> {
                    if (type == OTHER || type > LONGEST_LENGTH || (type < 0 && type != LLC)) {
                        return LinkLayer.NOT_IP;
                    }
                    at += LLC_SNAP;
                    type = at > end ? OTHER : behindSnap(bytes, at - LLC_SNAP);
                }
            }
        }
        return at < end ? at : LinkLayer.NOT_IP;
    }

    /** Steps over the label stack (RFC 3032) to behind the label that is marked as its bottom. */
    private static int behindLabels(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at >= 4) {
            at += 4;
            if ((bytes[at - 2] & 1) != 0) {
                return at;
            }
        }
        return end;
    }

    /** Labels do not say what they carry; its first four bits do, of 0 for a pseudowire's control word (RFC 4385). */
    private static int behindMpls(byte first) {
        return switch (first >> 4 & 0xf) {
            case 4 -> IPV4;
            case 6 -> IPV6;
            case 0 -> TRANSPARENT_ETHERNET;
            default -> OTHER;
        };
    }

    /** The protocol of a PPP frame, which takes one byte if it is odd and compressed (RFC 1661 section 6.5). */
    private static int behindPpp(byte[] bytes, int at, int end) {
        boolean compressed = (bytes[at] & 1) != 0;
        if (!compressed && end - at < 2) {
            return OTHER;
        }
        return switch (compressed ? Bytes.u8(bytes, at) : Bytes.u16(bytes, at)) {
            case 0x0021 -> IPV4;
            case 0x0057 -> IPV6;
            case 0x0281 -> MPLS;
            case 0x0283 -> MPLS_UPSTREAM;
            default -> OTHER;
        };
    }

    /** LLC with SNAP (RFC 1042, IEEE 802.1H): AA AA 03, an organisation of zeros or 00 00 F8, an EtherType. */
    private static int behindSnap(byte[] bytes, int at) {
        long header = Bytes.i64(bytes, at);
        int type = (int) header & 0xffff;
        boolean isSnap = header >>> 16 == 0xaaaa_0300_0000L || header >>> 16 == 0xaaaa_0300_00f8L;
        return isSnap && type > LONGEST_LENGTH ? type : OTHER;
    }
}
