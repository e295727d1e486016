package dev.hangup.evidence;

import dev.hangup.capture.ByteSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text, one after the other, in bounded memory: of a line longer than {@value #LONGEST} bytes the rest is
 * skipped. Bytes that are no UTF-8 become replacement characters.
 */
public final class TextLines {
    static final int LONGEST = 8192;

    private final ByteSource source;
    private final ObjLongConsumer<String> damage;
    private long number;

    /** Reads from {@code source}; {@code damage} is told of lines that are cut, with their numbers. */
    TextLines(ByteSource source, ObjLongConsumer<String> damage) {
        this.source = source;
        this.damage = damage;
    }

    /**
     * The next line without its end; null after the last.
     *
     * @throws IOException when the source cannot be read
     */
    public @Nullable String next() throws IOException {
        if (!source.require(1)) {
            return null;
        }
        number++;
        int length = lineLength(LONGEST);
        String line = new String(source.buffer(), source.position(), length, StandardCharsets.UTF_8);
        source.advance(length);
        if (length == LONGEST && source.require(1) && !isAtEnd()) {
            damage.accept("longer than " + LONGEST + " bytes: the rest of the line is not read", number);
            skipRest();
        }
        if (source.require(1)) {
            source.advance(1);
        }
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    private boolean isAtEnd() {
        return source.buffer()[source.position()] == '\n';
    }

    private void skipRest() throws IOException {
        while (source.require(1)) {
            int length = lineLength(source.available());
            boolean ends = length < source.available();
            source.advance(length);
            if (ends) {
                return;
            }
        }
    }

    /** How many bytes, up to {@code most}, come before the end of the line. */
    private int lineLength(int most) throws IOException {
        int length = 0;
        while (length < most && source.require(length + 1)) {
            byte[] bytes = source.buffer();
            int end = Math.min(most, source.available());
            for (; length < end; length++) {
                if (bytes[source.position() + length] == '\n') {
                    return length;
                }
            }
        }
        return length;
    }
}
