package dev.hangup.capture;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** How a stream is compressed, told by its first bytes. */
public enum Compression {
    /** RFC 1952; several members one after the other are one stream. */
    GZIP("gzip") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new GZIPInputStream(packed, ByteSource.WINDOW / 4);
        }
    },
    /** RFC 8878; several frames one after the other are one stream. */
    ZSTD("zstd") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new ZstdInputStreamNoFinalizer(packed);
        }
    };

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;

    private final String text;

    Compression(String text) {
        this.text = text;
    }

    abstract InputStream unpack(InputStream packed) throws IOException;

    /** Its name, for people. */
    public String text() {
        return text;
    }

    /**
     * Looks at the first bytes of {@code source} without moving it.
     *
     * @return null when it is not compressed in a way that is known
     * @throws IOException when it cannot be read
     */
    public static @Nullable Compression of(ByteSource source) throws IOException {
        if (!source.require(4)) {
            return null;
        }
        int magic = Bytes.i32(source.buffer(), source.position());
        if (magic >>> 16 == GZIP_MAGIC) {
            return GZIP;
        }
        return magic == ZSTD_MAGIC ? ZSTD : null;
    }

    /**
     * What {@code packed} holds. Offsets in it, and those of damage found in it, count its own bytes.
     *
     * @throws IOException when not even a header can be read
     */
    public ByteSource open(ByteSource packed) throws IOException {
        try {
            return new ByteSource(new Told(unpack(new Packed(packed))));
        } catch (IOException why) {
            throw inWords(why);
        }
    }

    private IOException inWords(IOException why) {
        String message = String.valueOf(why.getMessage());
        if (why instanceof EOFException || message.startsWith("Truncated")) {
            return new IOException("the " + text + " data ends in the middle", why);
        }
        // The library has no exception of its own for data that are damaged.
        boolean damaged =
                why instanceof ZipException || why.getClass().getSimpleName().startsWith("Zstd");
        return damaged ? new IOException("the " + text + " data is damaged (" + message + ")", why) : why;
    }

    /** The rest of a source as a stream; it is never empty before its end, as both libraries ask for. */
    private static final class Packed extends InputStream {
        private final ByteSource source;

        Packed(ByteSource source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            if (available() == 0) {
                return -1;
            }
            int octet = source.buffer()[source.position()] & 0xff;
            source.advance(1);
            return octet;
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            int count = Math.min(most, available());
            if (count == 0 && most > 0) {
                return -1;
            }
            System.arraycopy(source.buffer(), source.position(), into, at, count);
            source.advance(count);
            return count;
        }

        @Override
        public int available() throws IOException {
            return source.require(1) ? source.available() : 0;
        }
    }

    /** Says in words what is wrong with the data. */
    private final class Told extends InputStream {
        private final InputStream unpacked;

        Told(InputStream unpacked) {
            this.unpacked = unpacked;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            try {
                return unpacked.read(into, at, most);
            } catch (IOException why) {
                throw inWords(why);
            }
        }

        @Override
        public int available() throws IOException {
            return unpacked.available();
        }
    }
}
