package dev.hangup.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pcapng format (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces with their own link
 * type, time resolution and offset, enhanced, simple and obsolete packet blocks. Other blocks are skipped by their
 * length. A block whose two lengths disagree is told as damage, and reading goes on at the next block that makes sense.
 */
public final class PcapngReader implements PacketReader {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int HIGHEST_COMMON_TYPE = 10;
    /** Options of an interface description block. */
    private static final int IF_TSRESOL = 9;

    private static final int IF_TSOFFSET = 14;
    /** Header, trailer and fixed fields around the data of an enhanced packet block. */
    private static final int ENHANCED_OVERHEAD = 32;

    private static final int MAX_PACKET_BLOCK = 16 * 1024 * 1024;

    private final ByteSource source;
    private final DamageListener damage;
    private final TimeLine timeLine;
    private final List<Interface> interfaces = new ArrayList<>();
    private boolean littleEndian;
    private long frames;
    private long lastNanos;

    /** One capturing interface of the current section. */
    private record Interface(int linkType, int snapLength, TimeUnit unit, long offsetSeconds) {}

    /** How many units make a second: a power of ten or of two. */
    private record TimeUnit(long perSecond) {
        long toNanos(long count) {
            long seconds = Long.divideUnsigned(count, perSecond);
            long rest = Long.remainderUnsigned(count, perSecond);
            long nanos = perSecond <= 1_000_000_000L
                    ? rest * (1_000_000_000L / perSecond)
                    : (long) (rest * (1e9 / perSecond));
            return Math.min(seconds, Long.MAX_VALUE / 2_000_000_000L) * 1_000_000_000L + nanos;
        }
    }

    /** Reads the pcapng stream {@code source}. */
    public PcapngReader(ByteSource source, DamageListener damage) {
        this.source = source;
        this.damage = damage;
        this.timeLine = new TimeLine(damage);
    }

    /** Whether the first four bytes of a file are those of a pcapng section. */
    public static boolean recognises(byte[] bytes, int at) {
        return Bytes.i32(bytes, at) == SECTION_HEADER;
    }

    @Override
    public boolean next(Packet packet) throws IOException {
        while (true) {
            if (!source.require(12)) {
                if (source.available() > 0) {
                    tellCut(12);
                }
                return false;
            }
            int at = source.position();
            if (Bytes.i32(source.buffer(), at) == SECTION_HEADER) {
                if (!startSection()) {
                    return false;
                }
                continue;
            }
            int type = Bytes.i32(source.buffer(), at, littleEndian);
            long length = Bytes.i32(source.buffer(), at + 4, littleEndian) & 0xffff_ffffL;
            boolean wanted = type == ENHANCED_PACKET
                    || type == SIMPLE_PACKET
                    || type == OBSOLETE_PACKET
                    || type == INTERFACE_DESCRIPTION;
            if (length < 12 || (wanted && length > MAX_PACKET_BLOCK)) {
                if (!resynchronise("block claims " + length + " bytes")) {
                    return false;
                }
                continue;
            }
            // A length that is no multiple of four is padded, as Wireshark reads it.
            length = (length + 3) & ~3L;
            if (!wanted) {
                if (!source.skip(length)) {
                    return false;
                }
                continue;
            }
            if (!source.require((int) length)) {
                tellCut((int) length);
                return false;
            }
            if (Bytes.i32(source.buffer(), source.position() + (int) length - 4, littleEndian) != (int) length) {
                if (!resynchronise("the two lengths of a block disagree")) {
                    return false;
                }
                continue;
            }
            boolean isPacket = read(type, source.position(), (int) length, packet);
            source.advance((int) length);
            if (isPacket) {
                return true;
            }
        }
    }

    private void tellCut(int wanted) {
        damage.damaged(source.offset(), "last block is cut off: " + source.available() + " of " + wanted + " bytes");
        source.advance(source.available());
    }

    private boolean startSection() throws IOException {
        if (!source.require(28)) {
            tellCut(28);
            return false;
        }
        int magic = Bytes.i32(source.buffer(), source.position() + 8);
        boolean isLittleEndian = magic == Integer.reverseBytes(BYTE_ORDER_MAGIC);
        if (!isLittleEndian && magic != BYTE_ORDER_MAGIC) {
            return resynchronise("section header has no byte-order magic");
        }
        littleEndian = isLittleEndian;
        interfaces.clear();
        long length = Bytes.i32(source.buffer(), source.position() + 4, littleEndian) & 0xffff_ffffL;
        if (length < 28) {
            return resynchronise("section header claims " + length + " bytes");
        }
        return source.skip((length + 3) & ~3L);
    }

    private boolean read(int type, int at, int length, Packet packet) {
        byte[] bytes = source.buffer();
        switch (type) {
            case INTERFACE_DESCRIPTION -> {
                interfaces.add(describe(bytes, at, length));
                return false;
            }
            case SIMPLE_PACKET -> {
                Interface on = interfaceOf(0);
                if (on == null || length < 16) {
                    return false;
                }
                int original = Bytes.i32(bytes, at + 8, littleEndian);
                int captured = Math.min(original, length - 16);
                if (on.snapLength > 0) {
                    captured = Math.min(captured, on.snapLength);
                }
                return fill(packet, on, at + 12, captured, original, lastNanos);
            }
            default -> {
                if (length < ENHANCED_OVERHEAD) {
                    return false;
                }
                // The obsolete packet block has a 16-bit interface number and a drop count in the same place.
                int number = type == ENHANCED_PACKET
                        ? Bytes.i32(bytes, at + 8, littleEndian)
                        : Bytes.u16(bytes, at + 8, littleEndian);
                Interface on = interfaceOf(number);
                if (on == null) {
                    return false;
                }
                long units = (long) Bytes.i32(bytes, at + 12, littleEndian) << 32
                        | (Bytes.i32(bytes, at + 16, littleEndian) & 0xffff_ffffL);
                long nanos = on.unit.toNanos(units) + on.offsetSeconds * 1_000_000_000L;
                int captured = Bytes.i32(bytes, at + 20, littleEndian);
                int original = Bytes.i32(bytes, at + 24, littleEndian);
                if (captured < 0 || captured > length - ENHANCED_OVERHEAD) {
                    damage.damaged(
                            source.offset(),
                            "packet block claims " + (captured & 0xffff_ffffL) + " captured bytes in a block of "
                                    + length);
                    return false;
                }
                return fill(packet, on, at + 28, captured, original, timeLine.accept(nanos, source.offset()));
            }
        }
    }

    private @Nullable Interface interfaceOf(int number) {
        if (number >= 0 && number < interfaces.size()) {
            return interfaces.get(number);
        }
        damage.damaged(source.offset(), "packet block names interface " + number + ", which nothing describes");
        return null;
    }

    private boolean fill(Packet packet, Interface on, int offset, int captured, int original, long nanos) {
        lastNanos = nanos;
        packet.bytes = source.buffer();
        packet.offset = offset;
        packet.capturedLength = captured;
        packet.originalLength = Math.max(captured, original);
        packet.timeNanos = nanos;
        packet.linkType = on.linkType;
        packet.frame = ++frames;
        packet.fileOffset = source.offset();
        return true;
    }

    private Interface describe(byte[] bytes, int at, int length) {
        long perSecond = 1_000_000;
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
                perSecond = unitsPerSecond(Bytes.u8(bytes, option + 4));
            } else if (code == IF_TSOFFSET && size == 8) {
                offsetSeconds = Bytes.i64(bytes, option + 4, littleEndian);
            }
            option += 4 + ((size + 3) & ~3);
        }
        int linkType = length >= 20 ? Bytes.u16(bytes, at + 8, littleEndian) : 0;
        int snapLength = length >= 20 ? Bytes.i32(bytes, at + 12, littleEndian) : 0;
        return new Interface(linkType, snapLength, new TimeUnit(perSecond), offsetSeconds);
    }

    /** The top bit chooses powers of two, the rest is the negative exponent; what does not fit a long is microseconds. */
    private static long unitsPerSecond(int resolution) {
        int exponent = resolution & 0x7f;
        if ((resolution & 0x80) != 0) {
            return exponent < 63 ? 1L << exponent : 1_000_000;
        }
        long units = 1;
        for (int i = 0; i < exponent; i++) {
            units *= 10;
        }
        return exponent <= 18 ? units : 1_000_000;
    }

    /** Looks for the next four-byte step at which a block of a common type has two lengths that agree. */
    private boolean resynchronise(String what) throws IOException {
        long badOffset = source.offset();
        long skipped = 0;
        while (source.require(16)) {
            source.advance(4);
            skipped += 4;
            if (source.require(12) && beginsBlock(source.position())) {
                damage.damaged(badOffset, what + "; skipped " + skipped + " bytes to the next block that makes sense");
                return true;
            }
        }
        damage.damaged(badOffset, what + "; no block that makes sense follows");
        source.advance(source.available());
        return false;
    }

    private boolean beginsBlock(int at) throws IOException {
        int type = Bytes.i32(source.buffer(), at, littleEndian);
        long length = Bytes.i32(source.buffer(), at + 4, littleEndian) & 0xffff_ffffL;
        boolean common = type == SECTION_HEADER || (type > 0 && type <= HIGHEST_COMMON_TYPE);
        if (!common || length < 12 || length > MAX_PACKET_BLOCK || (length & 3) != 0) {
            return false;
        }
        return source.require((int) length)
                && Bytes.i32(source.buffer(), source.position() + (int) length - 4, littleEndian) == (int) length;
    }

    @Override
    public String format() {
        return "pcapng";
    }
}
