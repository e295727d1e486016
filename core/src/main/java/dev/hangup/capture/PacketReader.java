package dev.hangup.capture;

import java.io.IOException;

/** Reads the packets of one capture in order. */
public interface PacketReader {
    /**
     * Moves {@code packet} to the next packet.
     *
     * @return false at the end of the capture; damage on the way has been told to the {@link DamageListener}
     * @throws IOException when the underlying stream cannot be read
     */
    boolean next(Packet packet) throws IOException;

    /** What kind of capture this is, for people: {@code pcap}, {@code pcapng}. */
    String format();
}
