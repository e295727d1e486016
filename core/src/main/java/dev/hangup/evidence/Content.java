package dev.hangup.evidence;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.DamageListener;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.PcapReader;
import dev.hangup.capture.PcapngReader;
import dev.hangup.config.Configs;
import dev.hangup.kernel.SnapshotParser;
import dev.hangup.kernel.TraceParser;
import dev.hangup.log.LogReader;
import dev.hangup.measurement.MeasurementReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a file holds, told by its first bytes and never by its name. */
public enum Content {
    EMPTY("is empty"),
    STUB("is too short to be a capture"),
    PCAP(""),
    PCAPNG(""),
    KERNEL_TRACE(""),
    HOST_SNAPSHOT(""),
    CONFIGURATION(""),
    MEASUREMENT(""),
    TEXT("is text, but no log, configuration, measurement or kernel's word that is known"),
    OTHER("is no capture: its first bytes are those of no format that is known");

    private static final int LOOKED_AT = 512;
    private static final byte ESCAPE = 0x1b;

    private final String text;

    Content(String text) {
        this.text = text;
    }

    /** Why it cannot be explained, for people; empty for what can be. */
    public String text() {
        return text;
    }

    /** Whether it is a capture. */
    public boolean isCapture() {
        return this == PCAP || this == PCAPNG;
    }

    /** Whether it is what a kernel said, which is read beside captures. */
    public boolean isKernelsWord() {
        return this == KERNEL_TRACE || this == HOST_SNAPSHOT;
    }

    /**
     * Reads the packets of {@code source}, which holds this.
     *
     * @param damage is told what cannot be read
     * @return null when it is no capture, or one whose file header cannot be read
     * @throws IOException when the source cannot be read
     */
    public @Nullable PacketReader open(ByteSource source, DamageListener damage) throws IOException {
        return switch (this) {
            case PCAP -> PcapReader.open(source, damage);
            case PCAPNG -> new PcapngReader(source, damage);
            default -> null;
        };
    }

    /**
     * Looks at the first bytes of {@code source} without moving it.
     *
     * @throws IOException when it cannot be read
     */
    public static Content of(ByteSource source) throws IOException {
        boolean enough = source.require(4);
        if (!enough) {
            return source.available() == 0 ? EMPTY : STUB;
        }
        byte[] bytes = source.buffer();
        int at = source.position();
        if (PcapReader.recognises(bytes, at)) {
            return PCAP;
        }
        if (PcapngReader.recognises(bytes, at)) {
            return PCAPNG;
        }
        int end = at + Math.min(source.available(), LOOKED_AT);
        for (int i = at; i < end; i++) {
            if (isControl(bytes[i])) {
                return OTHER;
            }
        }
        String beginning = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        if (TraceParser.recognises(beginning)) {
            return KERNEL_TRACE;
        }
        if (SnapshotParser.recognises(beginning)) {
            return HOST_SNAPSHOT;
        }
        String more = beginning(source, Configs.LOOKED_AT);
        if (MeasurementReader.recognises(more)) {
            return MEASUREMENT;
        }
        return isConfiguration(more) ? CONFIGURATION : TEXT;
    }

    /** A log may have lines of a configuration in it. */
    private static boolean isConfiguration(String beginning) {
        return Configs.recognises(beginning) && !LogReader.recognises(beginning);
    }

    /** The first bytes of {@code source} as text, as many as there are up to {@code most}, without moving it. */
    static String beginning(ByteSource source, int most) throws IOException {
        source.require(most);
        return new String(
                source.buffer(), source.position(), Math.min(source.available(), most), StandardCharsets.UTF_8);
    }

    /** Whether it stands in no text, coloured or not, of whatever encoding that contains ASCII. */
    private static boolean isControl(byte value) {
        boolean isLow = value >= 0 && value < ' ' || value == 0x7f;
        return isLow && value != '\n' && value != '\r' && value != '\t' && value != '\f' && value != ESCAPE;
    }
}
