package dev.hangup.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pcapng format (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces with their own link
 * type, time resolution and offset, enhanced, simple and obsolete packet blocks. Other blocks are skipped by their
 * length.
 *
 * <p>A block says its length at its beginning and at its end. Where the two disagree, damage is told, and the block is
 * still read if what follows shows which of them is right; else reading goes on at the next block that makes sense.
 */
public final class PcapngReader implements PacketReader {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int HIGHEST_COMMON_TYPE = 10;

    /** Type, length and length again. */
    private static final int SMALLEST_BLOCK = 12;
    /** What stands around the data of a simple, and of an enhanced or obsolete packet block. */
    private static final int AROUND_SIMPLE = 16;

    private static final int AROUND_PACKET = 32;
    private static final int MAX_BLOCK = 16 * 1024 * 1024;
    /** How far the end of a block with a damaged length, or the next time stamp, is looked for. */
    private static final int REACH = 1024 * 1024;

    private final ByteSource source;
    private final DamageListener damage;
    private final TimeLine timeLine;
    private final TimeLine.Ahead ahead = this::timeAhead;
    private final List<CapturingInterface> interfaces = new ArrayList<>();
    private boolean littleEndian = true;
    private boolean saidTimeless;
    private int length;
    private long frames;

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
        while (source.require(SMALLEST_BLOCK)) {
            if (isSection(0)) {
                beginSection();
            }
            length = wholeBlock(0, littleEndian);
            if (length < 0) {
                length = mend();
            }
            if (length > 0) {
                boolean isPacket = read(packet);
                source.advance(length);
                if (isPacket) {
                    return true;
                }
            }
        }
        if (source.available() > 0) {
            tellCut(SMALLEST_BLOCK);
        }
        return false;
    }

    /** Even if the rest of it is damaged, a section header sets the byte order and forgets the interfaces before it. */
    private void beginSection() throws IOException {
        interfaces.clear();
        if (hasMagic(0)) {
            littleEndian = isMagicLittleEndian(0);
            return;
        }
        damage.damaged(source.offset(), "section header has no byte-order magic");
        if (wholeBlock(0, !littleEndian) > 0) {
            littleEndian = !littleEndian;
        }
    }

    private boolean isSection(int i) {
        return Bytes.i32(source.buffer(), source.position() + i) == SECTION_HEADER;
    }

    private boolean hasMagic(int i) {
        return field(i, 8, false) == BYTE_ORDER_MAGIC || isMagicLittleEndian(i);
    }

    private boolean isMagicLittleEndian(int i) {
        return field(i, 8, true) == BYTE_ORDER_MAGIC;
    }

    /** A 32-bit field of the block that begins {@code i} bytes from here. */
    private long field(int i, int offset, boolean little) {
        return Bytes.u32(source.buffer(), source.position() + i + offset, little);
    }

    private int type(int i) {
        return (int) field(i, 0, littleEndian);
    }

    /** The length of the block {@code i} bytes from here with its padding; -1 if it is cut off or its lengths disagree. */
    private int wholeBlock(int i, boolean little) throws IOException {
        long claimed = field(i, 4, little);
        if (claimed < SMALLEST_BLOCK || claimed > MAX_BLOCK) {
            return -1;
        }
        int padded = padded(claimed);
        if (!source.require(i + padded)) {
            return -1;
        }
        long trailer = field(i, padded - 4, little);
        return trailer == claimed || trailer == padded ? padded : -1;
    }

    /** A length that is no multiple of four is padded, as Wireshark reads it. */
    private static int padded(long claimed) {
        return (int) ((claimed + 3) & ~3L);
    }

    /** Whether a block of a common type begins {@code i} bytes from here. */
    private boolean beginsBlock(int i) throws IOException {
        if (isSection(i)) {
            return hasMagic(i) && wholeBlock(i, isMagicLittleEndian(i)) > 0;
        }
        int type = type(i);
        return type > 0 && type <= HIGHEST_COMMON_TYPE && wholeBlock(i, littleEndian) > 0;
    }

    /** Finds out how long the damaged block here is; 0 if that cannot be told, after moving to where reading can go on. */
    private int mend() throws IOException {
        long badOffset = source.offset();
        long claimed = field(0, 4, littleEndian);
        if (isClaimBorneOut(claimed)) {
            damage.damaged(
                    badOffset,
                    "the two lengths of a block disagree: " + claimed + " and "
                            + field(0, padded(claimed) - 4, littleEndian));
            return padded(claimed);
        }
        int found = seek(1, REACH);
        if (found >= SMALLEST_BLOCK && isMendable(found)) {
            damage.damaged(badOffset, "block claims " + claimed + " bytes, but the next block begins after " + found);
            return found;
        }
        boolean isCut = found < 0 && claimed <= MAX_BLOCK && source.available() < claimed;
        long skipped = 0;
        while (found < 0 && source.require(REACH + 1)) {
            source.advance(REACH);
            skipped += REACH;
            found = seek(0, REACH);
        }
        if (found >= 0) {
            skipped += found;
            damage.damaged(
                    badOffset,
                    "block claims " + claimed + " bytes; skipped " + skipped
                            + " bytes to the next block that makes sense");
            source.advance(found);
        } else if (isCut && skipped == 0) {
            tellCut(claimed);
        } else {
            damage.damaged(badOffset, "block claims " + claimed + " bytes; no block that makes sense follows");
            source.advance(source.available());
        }
        return 0;
    }

    /** Whether the next block begins where the leading length says, so that only the trailing one is damaged. */
    private boolean isClaimBorneOut(long claimed) throws IOException {
        if (claimed < SMALLEST_BLOCK || claimed > MAX_BLOCK || !source.require(padded(claimed))) {
            return false;
        }
        int next = padded(claimed);
        boolean isFollowed =
                !source.require(next + SMALLEST_BLOCK) || beginsBlock(next) || wholeBlock(next, littleEndian) > 0;
        return isFollowed && !swallowsBlocks(next);
    }

    /**
     * Whether blocks in a row begin before {@code end} and lead to it or beyond. Blocks that a packet happens to carry,
     * since somebody captured the transfer of a capture, end before the trailing length of their bearer.
     */
    private boolean swallowsBlocks(int end) throws IOException {
        int at = seek(SMALLEST_BLOCK, end);
        while (at >= 0 && at < end) {
            at += wholeBlock(at, isSection(at) ? isMagicLittleEndian(at) : littleEndian);
            if (at < end) {
                at = seek(at, end);
            }
        }
        return at >= end;
    }

    /** Whether the trailing length before {@code end} is right; a lost interface would shift the numbers of the others. */
    private boolean isMendable(int end) {
        return field(0, end - 4, littleEndian) == end || type(0) == INTERFACE_DESCRIPTION;
    }

    private int seek(int from, int to) throws IOException {
        for (int i = from; i < to && source.require(i + SMALLEST_BLOCK); i++) {
            if (beginsBlock(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean read(Packet packet) throws IOException {
        switch (type(0)) {
            case INTERFACE_DESCRIPTION -> {
                describeInterface();
                return false;
            }
            case SIMPLE_PACKET -> {
                return readSimplePacket(packet);
            }
            case ENHANCED_PACKET, OBSOLETE_PACKET -> {
                return readPacket(packet);
            }
            default -> {
                return false;
            }
        }
    }

    private void describeInterface() {
        CapturingInterface described =
                CapturingInterface.describedBy(source.buffer(), source.position(), length, littleEndian);
        if (!described.hasLinkType()) {
            damage.damaged(source.offset(), "interface description has only " + length + " bytes");
        }
        if (!described.isClockReadable()) {
            damage.damaged(
                    source.offset(),
                    "interface " + interfaces.size() + " has a time resolution of " + described.resolution()
                            + ", which cannot be; taken as microseconds");
            described = described.inMicroseconds();
        }
        interfaces.add(described);
    }

    private boolean readSimplePacket(Packet packet) {
        CapturingInterface on = interfaceOf(0);
        if (on == null || isTooShort(AROUND_SIMPLE)) {
            return false;
        }
        if (!saidTimeless) {
            saidTimeless = true;
            damage.damaged(source.offset(), "packets in simple packet blocks have no time of their own");
        }
        long original = field(0, 8, littleEndian);
        long captured = Math.min(original, length - AROUND_SIMPLE);
        if (on.snapLength() != 0) {
            captured = Math.min(captured, on.snapLength() & 0xffff_ffffL);
        }
        packet.timeNanos = timeLine.lastNanos();
        deliver(packet, on, 12, (int) captured, original);
        return true;
    }

    private boolean readPacket(Packet packet) throws IOException {
        if (isTooShort(AROUND_PACKET)) {
            return false;
        }
        CapturingInterface on = interfaceOf(interfaceNumber(0));
        if (on == null) {
            return false;
        }
        packet.timeNanos = timeLine.accept(on.nanos(timeStamp(0)), source.offset(), ahead);
        int room = length - AROUND_PACKET;
        long captured = field(0, 20, littleEndian);
        if (captured > room) {
            damage.damaged(
                    source.offset(), "packet block of " + length + " bytes claims " + captured + " captured bytes");
            captured = room;
        }
        deliver(packet, on, 28, (int) captured, field(0, 24, littleEndian));
        return true;
    }

    private boolean isTooShort(int smallest) {
        if (length >= smallest) {
            return false;
        }
        damage.damaged(source.offset(), "packet block has only " + length + " bytes");
        return true;
    }

    /** The obsolete packet block has a 16-bit interface number and a drop count in the same place. */
    private long interfaceNumber(int i) {
        return type(i) == ENHANCED_PACKET
                ? field(i, 8, littleEndian)
                : Bytes.u16(source.buffer(), source.position() + i + 8, littleEndian);
    }

    private long timeStamp(int i) {
        return field(i, 12, littleEndian) << 32 | field(i, 16, littleEndian);
    }

    private @Nullable CapturingInterface interfaceOf(long number) {
        if (number < interfaces.size()) {
            return interfaces.get((int) number);
        }
        damage.damaged(source.offset(), "packet block names interface " + number + ", which nothing describes");
        return null;
    }

    private void deliver(Packet packet, CapturingInterface on, int dataOffset, int captured, long original) {
        long onTheWire = original;
        if (original > Packet.LONGEST) {
            damage.damaged(source.offset(), "packet block claims " + original + " bytes on the wire");
            onTheWire = captured;
        }
        packet.bytes = source.buffer();
        packet.offset = source.position() + dataOffset;
        packet.capturedLength = captured;
        packet.originalLength = Math.max(captured, (int) onTheWire);
        packet.linkType = on.linkType();
        packet.frame = ++frames;
        packet.fileOffset = source.offset();
    }

    private long timeAhead(int steps) throws IOException {
        int left = steps;
        int at = length;
        while (at < REACH && source.require(at + SMALLEST_BLOCK) && !isSection(at)) {
            int size = wholeBlock(at, littleEndian);
            if (size < 0) {
                break;
            }
            int type = type(at);
            boolean isTimed = (type == ENHANCED_PACKET || type == OBSOLETE_PACKET) && size >= AROUND_PACKET;
            if (isTimed && interfaceNumber(at) < interfaces.size() && --left == 0) {
                return interfaces.get((int) interfaceNumber(at)).nanos(timeStamp(at));
            }
            at += size;
        }
        return TimeLine.UNKNOWN;
    }

    private void tellCut(long wanted) {
        damage.damaged(source.offset(), "last block is cut off: " + source.available() + " of " + wanted + " bytes");
        source.advance(source.available());
    }

    @Override
    public String format() {
        return "pcapng";
    }
}
