package dev.hangup.capture;

/**
 * One interface of a pcapng section: what its packets begin with, and how its clock counts.
 *
 * @param linkType the link-layer header type (LINKTYPE_ number of the tcpdump registry)
 * @param snapLength at most so many bytes of a packet were captured, as an unsigned 32-bit number; 0 for no limit
 * @param resolution the if_tsresol option: the negative exponent of a power of ten or, with the top bit, of two
 * @param offsetSeconds the if_tsoffset option: is added to every time stamp
 */
record CapturingInterface(int linkType, int snapLength, int resolution, long offsetSeconds) {
    private static final int NO_LINK_TYPE = -1;
    private static final int FIXED_FIELDS = 20;
    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;

    private static final int MICROSECONDS = 6;
    private static final int POWER_OF_TWO = 0x80;
    private static final int HIGHEST_POWER_OF_TWO = 63;
    private static final int HIGHEST_POWER_OF_TEN = 19;
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** 146 years, so that the difference of two times never overflows. */
    private static final long FARTHEST_SECONDS = (1L << 62) / SECOND_NANOS;

    /** Reads an interface description block of {@code length} bytes, which may be too short for what it should hold. */
    static CapturingInterface describedBy(byte[] bytes, int at, int length, boolean littleEndian) {
        if (length < FIXED_FIELDS) {
            return new CapturingInterface(NO_LINK_TYPE, 0, MICROSECONDS, 0);
        }
        int resolution = MICROSECONDS;
        long offsetSeconds = 0;
        int option = at + 16;
        int end = at + length - 4;
        while (option + 4 <= end) {
            int code = Bytes.u16(bytes, option, littleEndian);
            int size = Bytes.u16(bytes, option + 2, littleEndian);
            if (code == 0 || option + 4 + size > end) {
                break;
            }
            if (code == IF_TSRESOL && size == 1) {
                resolution = Bytes.u8(bytes, option + 4);
            } else if (code == IF_TSOFFSET && size == 8) {
                offsetSeconds = Bytes.i64(bytes, option + 4, littleEndian);
            }
            option += 4 + ((size + 3) & ~3);
        }
        int linkType = Bytes.u16(bytes, at + 8, littleEndian);
        return new CapturingInterface(linkType, Bytes.i32(bytes, at + 12, littleEndian), resolution, offsetSeconds);
    }

    /** False when its block was too short to tell. */
    boolean hasLinkType() {
        return linkType != NO_LINK_TYPE;
    }

    /** Whether its time stamps can be read: a second of them has to fit into 64 bits. */
    boolean isClockReadable() {
        return exponent() <= (countsInPowersOfTwo() ? HIGHEST_POWER_OF_TWO : HIGHEST_POWER_OF_TEN);
    }

    CapturingInterface inMicroseconds() {
        return new CapturingInterface(linkType, snapLength, MICROSECONDS, offsetSeconds);
    }

    /** Nanoseconds since 1970 of the time stamp {@code count}, an unsigned number of units; cut to 146 years around it. */
    long nanos(long count) {
        int exponent = exponent();
        long seconds;
        long fraction;
        if (countsInPowersOfTwo()) {
            seconds = count >>> exponent;
            long rest = count - (seconds << exponent);
            // The product has up to 93 bits; at an exponent of zero there is no rest.
            long high = Math.multiplyHigh(rest, SECOND_NANOS);
            fraction = exponent == 0 ? 0 : (high << (64 - exponent)) | ((rest * SECOND_NANOS) >>> exponent);
        } else {
            long perSecond = powerOfTen(exponent);
            seconds = Long.divideUnsigned(count, perSecond);
            long rest = Long.remainderUnsigned(count, perSecond);
            fraction = exponent <= 9
                    ? rest * powerOfTen(9 - exponent)
                    : Long.divideUnsigned(rest, powerOfTen(exponent - 9));
        }
        return since1970(seconds) * SECOND_NANOS + fraction;
    }

    private boolean countsInPowersOfTwo() {
        return (resolution & POWER_OF_TWO) != 0;
    }

    private int exponent() {
        return resolution & ~POWER_OF_TWO;
    }

    private long since1970(long unsignedSeconds) {
        long seconds = unsignedSeconds < 0 ? FARTHEST_SECONDS : Math.min(unsignedSeconds, FARTHEST_SECONDS);
        long offset = Math.max(-2 * FARTHEST_SECONDS, Math.min(offsetSeconds, FARTHEST_SECONDS));
        return Math.max(-FARTHEST_SECONDS, Math.min(seconds + offset, FARTHEST_SECONDS));
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
