package dev.hangup.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the classic pcap format (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds.
 *
 * <p>Nothing but its length leads from one record to the next, so each length is checked by looking at the header behind
 * it. Where that cannot be a header, the next place is looked for at which records in a row make sense. Such damage is
 * told; a record of which nothing but the length was damaged is still delivered.
 */
public final class PcapReader implements PacketReader {
    private static final int MAGIC_MICROS = 0xa1b2c3d4;
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LOST = -1;
    /** Where any byte may be the first of a record, so many in a row are no accident. */
    private static final int RECORDS_IN_A_ROW = 8;

    /** The largest snapshot length that tcpdump and Wireshark write (MAXIMUM_SNAPLEN in libpcap). */
    private static final int MAX_CAPTURED = 262_144;
    /** How far the next record is looked for with the damaged one still at hand. */
    private static final int REACH = RECORD_HEADER + MAX_CAPTURED;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long DAY_SECONDS = 86_400;
    private static final long YEAR_SECONDS = 366 * DAY_SECONDS;

    private final ByteSource source;
    private final DamageListener damage;
    private final TimeLine timeLine;
    private final TimeLine.Ahead ahead = this::timeAhead;
    private final boolean littleEndian;
    private final int fractionNanos;
    private final int linkType;
    private Header here = new Header();
    private Header next = new Header();
    private final Header other = new Header();
    /** Where {@link #next} was read, as it is most often where the next record begins. */
    private long nextOffset = -1;

    private long end = Long.MAX_VALUE;
    private long frames;
    private int captured;

    /** The header of a record (draft-ietf-opsawg-pcap section 5). */
    private final class Header {
        private long seconds;
        private long fraction;
        private long length;
        private long original;

        /** Reads the header that begins {@code i} bytes from here. */
        Header read(int i) {
            int at = source.position() + i;
            long times = Bytes.i64(source.buffer(), at, littleEndian);
            long lengths = Bytes.i64(source.buffer(), at + 8, littleEndian);
            seconds = littleEndian ? lower(times) : upper(times);
            fraction = littleEndian ? upper(times) : lower(times);
            length = littleEndian ? lower(lengths) : upper(lengths);
            original = littleEndian ? upper(lengths) : lower(lengths);
            return this;
        }

        private static long lower(long word) {
            return word & 0xffff_ffffL;
        }

        private static long upper(long word) {
            return word >>> 32;
        }

        /** Where the place of a header is itself a guess, more is asked of it. */
        boolean isConvincing() {
            return length > 0
                    && length <= MAX_CAPTURED
                    && length <= original
                    && original <= Packet.LONGEST
                    && isFractionSound();
        }

        /** No more than what every header has to be. */
        boolean isSound() {
            return length <= MAX_CAPTURED && isFractionSound() && !isZero();
        }

        boolean isFractionSound() {
            return fraction * fractionNanos < SECOND_NANOS;
        }

        /** No packet is of nothing, at no time: a hole in the file, as a crash of its writer leaves it. */
        boolean isZero() {
            return length == 0 && original == 0 && seconds == 0;
        }

        boolean isSequelOf(Header that) {
            return isConvincing() && isSameDayAs(that);
        }

        boolean isSameDayAs(Header that) {
            return Math.abs(seconds - that.seconds) < DAY_SECONDS;
        }

        long nanos() {
            return seconds * SECOND_NANOS + Math.min(fraction * fractionNanos, SECOND_NANOS - 1);
        }
    }

    /** The file header is at hand in {@code header}. */
    private PcapReader(ByteSource header, ByteSource source, DamageListener damage) {
        this.source = source;
        this.damage = damage;
        this.timeLine = new TimeLine(damage);
        int magic = Bytes.i32(header.buffer(), header.position());
        this.littleEndian = !isMagic(magic);
        boolean nanos = (littleEndian ? Integer.reverseBytes(magic) : magic) == MAGIC_NANOS;
        this.fractionNanos = nanos ? 1 : 1000;
        // The upper bits of the field tell about frame check sequences, not about the link type.
        this.linkType = Bytes.i32(header.buffer(), header.position() + 20, littleEndian) & 0xffff;
        header.advance(FILE_HEADER);
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
                    source.offset(),
                    "file header of a pcap is cut off: " + source.available() + " of " + FILE_HEADER + " bytes");
            return null;
        }
        return new PcapReader(source, source, damage);
    }

    /**
     * Reads the records that begin in one chunk of a file that was cut anywhere: from the first place at which eight
     * records in a row make sense, which the chunk before read up to. So all chunks together deliver each packet once, in
     * order; frames count from 1 in each.
     *
     * @param header the file from its beginning, of which the header is read
     * @param chunk the file from where the chunk begins, behind the header, to the file's end: the last record may end
     *     behind the chunk
     * @param length of the chunk in bytes
     * @return null when no record begins in the chunk
     * @throws IOException when a stream cannot be read
     * @throws IllegalArgumentException when {@code header} is none
     */
    public static @Nullable PcapReader openChunk(
            ByteSource header, ByteSource chunk, long length, DamageListener damage) throws IOException {
        if (!header.require(FILE_HEADER) || !recognises(header.buffer(), header.position())) {
            throw new IllegalArgumentException("no header of a pcap file");
        }
        PcapReader reader = new PcapReader(header, chunk, damage);
        reader.end = length;
        if (!header.require(RECORD_HEADER)) {
            return null;
        }
        long firstSeconds = Bytes.u32(header.buffer(), header.position(), reader.littleEndian);
        return reader.moveToRecord(firstSeconds) ? reader : null;
    }

    /** The fields of a header that is read a few bytes too late may look like another one, of another year. */
    private boolean moveToRecord(long firstSeconds) throws IOException {
        while (source.offset() < end && source.require(RECORD_HEADER)) {
            if (Math.abs(here.read(0).seconds - firstSeconds) < YEAR_SECONDS && isFirstOfARow()) {
                return true;
            }
            source.advance(1);
        }
        return false;
    }

    /** Whether records follow on one another from {@link #here}, so many or up to the very end of the file. */
    private boolean isFirstOfARow() {
        int at = 0;
        for (int i = 0; i < RECORDS_IN_A_ROW; i++) {
            other.read(at);
            if (!other.isConvincing() || !other.isSameDayAs(here)) {
                return false;
            }
            at += RECORD_HEADER + (int) other.length;
            if (!source.sees(at + RECORD_HEADER)) {
                return source.available() == at;
            }
        }
        return true;
    }

    private static boolean isMagic(int magic) {
        return magic == MAGIC_MICROS || magic == MAGIC_NANOS;
    }

    @Override
    public boolean next(Packet packet) throws IOException {
        while (source.offset() < end && source.require(RECORD_HEADER)) {
            captured = measure();
            if (captured != LOST) {
                deliver(packet);
                return true;
            }
        }
        if (source.offset() < end && source.available() > 0) {
            tellCut("record header", source.available(), RECORD_HEADER);
        }
        return false;
    }

    private void deliver(Packet packet) throws IOException {
        long fileOffset = source.offset();
        packet.timeNanos = timeLine.accept(here.nanos(), fileOffset, ahead);
        long original = here.original;
        if (original > Packet.LONGEST) {
            damage.damaged(
                    fileOffset, "record of packet " + (frames + 1) + " claims " + original + " bytes on the wire");
            original = captured;
        }
        packet.bytes = source.buffer();
        packet.offset = source.position() + RECORD_HEADER;
        packet.capturedLength = captured;
        packet.originalLength = Math.max(captured, (int) original);
        packet.linkType = linkType;
        packet.frame = ++frames;
        packet.fileOffset = fileOffset;
        source.advance(RECORD_HEADER + captured);
    }

    /** How many bytes the record here holds, or {@link #LOST} after moving to where reading can go on. */
    private int measure() throws IOException {
        if (source.offset() == nextOffset) {
            Header last = here;
            here = next;
            next = last;
        } else {
            here.read(0);
        }
        long claimed = here.length;
        if (claimed > MAX_CAPTURED) {
            return resynchronise("claims " + claimed + " captured bytes");
        }
        int behind = RECORD_HEADER + (int) claimed;
        if (!source.require(behind)) {
            if (seek(1, REACH) >= 0) {
                return resynchronise("claims " + claimed + " captured bytes");
            }
            tellCut("packet", source.available() - RECORD_HEADER, claimed);
            return LOST;
        }
        if (here.isZero()) {
            return resynchronise("is all zeros");
        }
        if (source.sees(behind + RECORD_HEADER)) {
            next.read(behind);
            nextOffset = source.offset() + behind;
            if (!next.isSequelOf(here)) {
                if (seek(RECORD_HEADER, behind) >= 0) {
                    return resynchronise("claims " + claimed + " captured bytes");
                }
                if (!next.isSound() && !isTrustworthy()) {
                    return resynchronise("makes no sense");
                }
            }
        }
        if (!here.isFractionSound()) {
            damage.damaged(
                    source.offset(), "time stamp has a fraction of " + here.fraction + ", which is more than a second");
        }
        return (int) claimed;
    }

    /** Whether the header here stands for itself, although what is behind its record makes no sense. */
    private boolean isTrustworthy() {
        return here.isConvincing() && (frames == 0 || timeLine.isNear(here.nanos()));
    }

    private int resynchronise(String what) throws IOException {
        long badOffset = source.offset();
        String record = "record of packet " + (frames + 1) + " " + what;
        int found = seek(1, REACH);
        if (found >= RECORD_HEADER && isGenuine(found)) {
            int held = found - RECORD_HEADER;
            damage.damaged(badOffset, record + ", but the next record begins after " + held);
            return held;
        }
        long skipped = 0;
        while (found < 0 && source.require(REACH + 1)) {
            source.advance(REACH);
            skipped += REACH;
            found = seek(0, REACH);
        }
        if (found < 0) {
            damage.damaged(badOffset, record + "; no record that makes sense follows");
            source.advance(source.available());
        } else {
            skipped += found;
            damage.damaged(badOffset, record + "; skipped " + skipped + " bytes to the next record that makes sense");
            source.advance(found);
        }
        return LOST;
    }

    /** Whether the header here is right but for its length, told by its time: that of the packets around it. */
    private boolean isGenuine(int behind) {
        boolean fits = timeLine.isNear(here.nanos()) || other.read(behind).isSameDayAs(here);
        return fits && here.isFractionSound();
    }

    /** How far from here, between two bounds, records begin that make sense; -1 if none do. */
    private int seek(int from, int to) {
        for (int i = from; i < to && source.sees(i + RECORD_HEADER + 1); i++) {
            if (other.read(i).isConvincing()) {
                // The first header there is need not be the one that was measured: bytes may have been skipped since.
                boolean isNear =
                        timeLine.isNear(other.nanos()) || (frames == 0 && other.isSameDayAs(new Header().read(0)));
                if (isFollowed(i, isNear ? 1 : 3, isNear)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Whether so many records behind the one at {@code from} make sense as well, as far as the file goes. */
    private boolean isFollowed(int from, int records, boolean mayBeCut) {
        Header last = new Header().read(from);
        int at = from;
        for (int i = 0; i < records; i++) {
            at += RECORD_HEADER + (int) last.length;
            if (!source.sees(at + RECORD_HEADER)) {
                return mayBeCut || (i > 0 && source.available() == at);
            }
            Header sequel = new Header().read(at);
            if (!sequel.isSequelOf(last)) {
                return false;
            }
            last = sequel;
        }
        return true;
    }

    private long timeAhead(int steps) {
        int at = RECORD_HEADER + captured;
        for (int i = 1; source.sees(at + RECORD_HEADER) && other.read(at).isSound(); i++) {
            if (i == steps) {
                return other.nanos();
            }
            at += RECORD_HEADER + (int) other.length;
        }
        return TimeLine.UNKNOWN;
    }

    private void tellCut(String what, int have, long want) {
        damage.damaged(source.offset(), "last " + what + " is cut off: " + have + " of " + want + " bytes");
        source.advance(source.available());
    }

    @Override
    public String format() {
        return "pcap";
    }
}
