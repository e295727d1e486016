package dev.hangup.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the classic pcap format (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds. A record
 * whose header cannot be true is told as damage, and reading goes on at the next place where two record headers in a row
 * make sense.
 */
public final class PcapReader implements PacketReader {
    private static final int MAGIC_MICROS = 0xa1b2c3d4;
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    /** The largest snapshot length that tcpdump and Wireshark write (MAXIMUM_SNAPLEN in libpcap). */
    private static final int MAX_CAPTURED = 262_144;

    private final ByteSource source;
    private final DamageListener damage;
    private final TimeLine timeLine;
    private final boolean littleEndian;
    private final int fractionNanos;
    private final int linkType;
    private long frames;
    private long lastSecond = -1;

    private PcapReader(ByteSource source, DamageListener damage, boolean littleEndian, boolean nanos) {
        this.source = source;
        this.damage = damage;
        this.timeLine = new TimeLine(damage);
        this.littleEndian = littleEndian;
        this.fractionNanos = nanos ? 1 : 1000;
        // The upper bits of the field tell about frame check sequences, not about the link type.
        this.linkType = Bytes.i32(source.buffer(), source.position() + 20, littleEndian) & 0xffff;
        source.advance(FILE_HEADER);
    }

    /** Whether the first four bytes of a file are those of a pcap file. */
    public static boolean recognises(byte[] bytes, int at) {
        int magic = Bytes.i32(bytes, at);
        return isMagic(magic) || isMagic(Integer.reverseBytes(magic));
    }

    /**
     * Reads the file header.
     *
     * @return null when the header is cut off; the damage has been told
     * @throws IOException when the stream cannot be read
     */
    public static @Nullable PcapReader open(ByteSource source, DamageListener damage) throws IOException {
        if (!source.require(FILE_HEADER)) {
            damage.damaged(
                    source.offset() + source.available(),
                    "pcap file header ends after " + source.available() + " of " + FILE_HEADER + " bytes");
            return null;
        }
        int magic = Bytes.i32(source.buffer(), source.position());
        boolean littleEndian = !isMagic(magic);
        boolean nanos = (littleEndian ? Integer.reverseBytes(magic) : magic) == MAGIC_NANOS;
        return new PcapReader(source, damage, littleEndian, nanos);
    }

    private static boolean isMagic(int magic) {
        return magic == MAGIC_MICROS || magic == MAGIC_NANOS;
    }

    @Override
    public boolean next(Packet packet) throws IOException {
        while (true) {
            if (!source.require(RECORD_HEADER)) {
                if (source.available() > 0) {
                    tellCut("record header", source.available(), RECORD_HEADER);
                }
                return false;
            }
            if (isPlausible(source.position())) {
                break;
            }
            if (!resynchronise()) {
                return false;
            }
        }
        byte[] bytes = source.buffer();
        int at = source.position();
        int captured = Bytes.i32(bytes, at + 8, littleEndian);
        long fileOffset = source.offset();
        if (!source.require(RECORD_HEADER + captured)) {
            tellCut("packet", source.available() - RECORD_HEADER, captured);
            return false;
        }
        bytes = source.buffer();
        at = source.position();
        lastSecond = Bytes.i32(bytes, at, littleEndian) & 0xffff_ffffL;
        long fraction = Bytes.i32(bytes, at + 4, littleEndian) & 0xffff_ffffL;
        packet.bytes = bytes;
        packet.offset = at + RECORD_HEADER;
        packet.capturedLength = captured;
        packet.originalLength = Math.max(captured, Bytes.i32(bytes, at + 12, littleEndian));
        packet.timeNanos = timeLine.accept(lastSecond * 1_000_000_000L + fraction * fractionNanos, fileOffset);
        packet.linkType = linkType;
        packet.frame = ++frames;
        packet.fileOffset = fileOffset;
        source.advance(RECORD_HEADER + captured);
        return true;
    }

    private void tellCut(String what, int have, int want) {
        damage.damaged(source.offset(), "last " + what + " is cut off: " + have + " of " + want + " bytes");
        source.advance(source.available());
    }

    /** A header can be true when its captured length is in bounds and its fraction is less than a second. */
    private boolean isPlausible(int at) {
        byte[] bytes = source.buffer();
        long captured = Bytes.i32(bytes, at + 8, littleEndian) & 0xffff_ffffL;
        long fraction = Bytes.i32(bytes, at + 4, littleEndian) & 0xffff_ffffL;
        return captured <= MAX_CAPTURED && fraction * fractionNanos < 1_000_000_000L;
    }

    /** Where the place of the header is itself a guess, more is asked of it. */
    private boolean isConvincing(int at) {
        int captured = Bytes.i32(source.buffer(), at + 8, littleEndian);
        int original = Bytes.i32(source.buffer(), at + 12, littleEndian);
        long second = Bytes.i32(source.buffer(), at, littleEndian) & 0xffff_ffffL;
        return isPlausible(at)
                && captured > 0
                && captured <= original
                && (lastSecond < 0 || Math.abs(second - lastSecond) < 86_400);
    }

    /** Looks for the next offset with two plausible headers in a row, of about the same time as before. */
    private boolean resynchronise() throws IOException {
        long badOffset = source.offset();
        long badLength = Bytes.i32(source.buffer(), source.position() + 8, littleEndian) & 0xffff_ffffL;
        String what = "record of packet " + (frames + 1) + " claims " + badLength + " captured bytes";
        long skipped = 0;
        while (source.require(RECORD_HEADER + 1)) {
            source.advance(1);
            skipped++;
            if (isConvincing(source.position()) && nextIsConvincing()) {
                damage.damaged(badOffset, what + "; skipped " + skipped + " bytes to the next record that makes sense");
                return true;
            }
        }
        damage.damaged(badOffset, what + "; no record that makes sense follows");
        source.advance(source.available());
        return false;
    }

    private boolean nextIsConvincing() throws IOException {
        int captured = Bytes.i32(source.buffer(), source.position() + 8, littleEndian);
        int next = 2 * RECORD_HEADER + captured;
        if (!source.require(next)) {
            return source.available() == RECORD_HEADER + captured;
        }
        return isConvincing(source.position() + RECORD_HEADER + captured);
    }

    @Override
    public String format() {
        return "pcap";
    }
}
