package dev.hangup.capture;

/**
 * Finds the IP header in an IEEE 802.11 frame. Frames that are protected cannot be read; aggregated ones (A-MSDU) and
 * later fragments are left alone.
 */
final class WirelessLan {
    private static final int MAC_HEADER = 24;

    // The frame control field (IEEE 802.11 section 9.2.4.1).
    private static final int VERSION_AND_TYPE = 0x0f;
    private static final int DATA = 0x08;
    private static final int WITHOUT_DATA = 0x40;
    private static final int QOS = 0x80;
    private static final int BETWEEN_ACCESS_POINTS = 0x03;
    private static final int PROTECTED = 0x40;
    private static final int HT_CONTROL = 0x80;

    private static final int FRAGMENT_NUMBER = 0x0f;
    private static final int AGGREGATED = 0x80;

    private static final int RADIOTAP_HEADER = 8;
    private static final int RADIOTAP_TSFT = 1;
    private static final int RADIOTAP_FLAGS = 1 << 1;
    private static final int RADIOTAP_MORE = 1 << 31;
    private static final int RADIOTAP_PADDED = 0x20;

    private static final int PRISM_HEADER = 144;
    private static final int AVS_HEADER = 64;
    private static final int AVS_MAGIC = 0x8021_1000;

    private WirelessLan() {}

    /** The offset of the IP header in the frame at {@code at}, or a negative constant of {@link LinkLayer}. */
    static long behindMac(byte[] bytes, int at, int end) {
        return behindMac(bytes, at, end, false);
    }

    /** The same, behind a radiotap header (radiotap.org): its flags tell whether the MAC header is padded. */
    static long behindRadiotap(byte[] bytes, int at, int end) {
        if (end - at < RADIOTAP_HEADER || bytes[at] != 0) {
            return LinkLayer.NOT_IP;
        }
        int header = Bytes.u16(bytes, at + 2, true);
        if (header < RADIOTAP_HEADER || header > end - at) {
            return LinkLayer.NOT_IP;
        }
        int flags = radiotapFlags(bytes, at, at + header);
        return behindMac(bytes, at + header, end, (flags & RADIOTAP_PADDED) != 0);
    }

    private static int radiotapFlags(byte[] bytes, int at, int end) {
        int present = Bytes.i32(bytes, at + 4, true);
        int field = at + RADIOTAP_HEADER;
        for (int more = present; (more & RADIOTAP_MORE) != 0 && end - field >= 4; field += 4) {
            more = Bytes.i32(bytes, field, true);
        }
        if ((present & RADIOTAP_TSFT) != 0) {
            field = at + (field - at + 7 & ~7) + 8;
        }
        return (present & RADIOTAP_FLAGS) != 0 && field < end ? bytes[field] : 0;
    }

    /** The same, behind what Prism cards prepend, or the AVS header that took its place under the same number. */
    static long behindPrism(byte[] bytes, int at, int end) {
        if (end - at < AVS_HEADER) {
            return LinkLayer.NOT_IP;
        }
        boolean avs = (Bytes.i32(bytes, at) & 0xffff_f000) == AVS_MAGIC;
        int header = avs ? Bytes.i32(bytes, at + 4) : PRISM_HEADER;
        return header < AVS_HEADER || header > end - at ? LinkLayer.NOT_IP : behindMac(bytes, at + header, end);
    }

    private static long behindMac(byte[] bytes, int at, int end, boolean padded) {
        if (end - at < MAC_HEADER) {
            return LinkLayer.NOT_IP;
        }
        int type = Bytes.u8(bytes, at);
        int flags = Bytes.u8(bytes, at + 1);
        boolean isPlainData =
                (type & VERSION_AND_TYPE) == DATA && (type & WITHOUT_DATA) == 0 && (flags & PROTECTED) == 0;
        if (!isPlainData || (bytes[at + 22] & FRAGMENT_NUMBER) != 0) {
            return LinkLayer.NOT_IP;
        }
        int header = MAC_HEADER;
        if ((flags & BETWEEN_ACCESS_POINTS) == BETWEEN_ACCESS_POINTS) {
            header += 6;
        }
        if ((type & QOS) != 0) {
            if (end - at < header + 2 || (bytes[at + header] & AGGREGATED) != 0) {
                return LinkLayer.NOT_IP;
            }
            header += (flags & HT_CONTROL) == 0 ? 2 : 6;
        }
        if (padded) {
            header = header + 3 & ~3;
        }
        return EtherTypes.network(EtherTypes.LLC, bytes, at + header, end);
    }
}
