package dev.hangup.evidence;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.Compression;
import dev.hangup.capture.DamageListener;
import dev.hangup.capture.PacketReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** An input, decompressed if it was compressed. */
public final class Unpacked {
    private final Counted counted;
    private final ByteSource source;
    private final Content content;
    private final @Nullable Compression compression;

    /**
     * Looks at the first bytes of {@code in}, which stays the caller's to close.
     *
     * @throws IOException when it cannot be read or decompressed
     */
    public Unpacked(InputStream in) throws IOException {
        counted = new Counted(in);
        ByteSource raw = new ByteSource(counted);
        compression = Compression.of(raw);
        source = compression == null ? raw : compression.open(raw);
        content = Content.of(source);
    }

    /** What it holds. */
    public ByteSource source() {
        return source;
    }

    /** Of which kind that is. */
    public Content content() {
        return content;
    }

    /**
     * Reads its packets.
     *
     * @param damage is told what cannot be read
     * @return null when it is no capture, or one whose file header cannot be read
     * @throws IOException when it cannot be read or decompressed
     */
    public @Nullable PacketReader open(DamageListener damage) throws IOException {
        return content.open(source, damage);
    }

    /** The same for who reads it once more, or only its beginning: its damage is told elsewhere. */
    public @Nullable PacketReader openQuietly() throws IOException {
        return open((offset, what) -> {});
    }

    /**
     * Its lines.
     *
     * @param damage is told of lines that are too long, with their numbers
     */
    public TextLines lines(ObjLongConsumer<String> damage) {
        return new TextLines(source, damage);
    }

    /** What offsets in {@link #source()} count where they are not bytes of the input; empty where they are. */
    public String offsetNote() {
        return compression == null ? "" : " (counted in what " + compression.text() + " unpacks to)";
    }

    /** Why it cannot be explained, for people; empty for what can be. */
    public String text() {
        return compression == null || content.isCapture() || content.isKernelsWord()
                ? content.text()
                : "is compressed with " + compression.text() + ", and what is inside " + content.text();
    }

    /** How many bytes of the input have been read. */
    public long bytesRead() {
        return counted.count;
    }

    /** Counts for the progress bar, which another thread draws. */
    private static final class Counted extends FilterInputStream {
        private volatile long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            add(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            int read = super.read(into, at, most);
            add(Math.max(0, read));
            return read;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads, others only look
        private void add(int more) {
            count += more;
        }
    }
}
