package dev.hangup.evidence;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.PcapReader;
import dev.hangup.capture.PcapngReader;
import java.io.IOException;

/** What a file holds, told by its first bytes and never by its name. */
public enum Content {
    EMPTY("is empty"),
    PCAP(""),
    PCAPNG(""),
    GZIP("is compressed with gzip: decompress it first (gunzip -c FILE | hangup explain -)"),
    ZSTD("is compressed with zstd: decompress it first (zstd -dc FILE | hangup explain -)"),
    TEXT("is text, not a capture"),
    OTHER("is no capture: its first bytes are those of no format that is known");

    private static final int LOOKED_AT = 512;

    private final String text;

    Content(String text) {
        this.text = text;
    }

    /** Why it cannot be explained, for people; empty for captures. */
    public String text() {
        return text;
    }

    /** Whether it is a capture. */
    public boolean isCapture() {
        return this == PCAP || this == PCAPNG;
    }

    /**
     * Looks at the first bytes of {@code source} without moving it.
     *
     * @throws IOException when it cannot be read
     */
    public static Content of(ByteSource source) throws IOException {
        boolean enough = source.require(4);
        if (source.available() == 0) {
            return EMPTY;
        }
        byte[] bytes = source.buffer();
        int at = source.position();
        if (enough && PcapReader.recognises(bytes, at)) {
            return PCAP;
        }
        if (enough && PcapngReader.recognises(bytes, at)) {
            return PCAPNG;
        }
        if (enough && bytes[at] == 0x1f && bytes[at + 1] == (byte) 0x8b) {
            return GZIP;
        }
        if (enough && bytes[at] == 0x28 && bytes[at + 1] == (byte) 0xb5 && bytes[at + 2] == 0x2f) {
            return ZSTD;
        }
        int looked = Math.min(source.available(), LOOKED_AT);
        for (int i = at; i < at + looked; i++) {
            if (bytes[i] >= 0
                    && bytes[i] < ' '
                    && bytes[i] != '\n'
                    && bytes[i] != '\r'
                    && bytes[i] != '\t'
                    && bytes[i] != 0x1b) {
                return OTHER;
            }
        }
        return TEXT;
    }
}
