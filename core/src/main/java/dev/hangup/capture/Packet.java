package dev.hangup.capture;

/** One captured packet, as the capture file holds it: a reused cursor into the window of a {@link ByteSource}. */
public final class Packet {
    /** Far above any packet on a wire, segmentation offload included: what claims more is damaged. */
    static final int LONGEST = 16 * 1024 * 1024;

    /** The bytes of the window that holds the packet. */
    public byte[] bytes = new byte[0];
    /** Where the packet begins in {@link #bytes}. */
    public int offset;
    /** How many bytes of the packet were captured. */
    public int capturedLength;
    /** How many bytes the packet had on the wire. */
    public int originalLength;
    /** When it was captured, in nanoseconds since 1970-01-01T00:00:00Z. */
    public long timeNanos;
    /** The link-layer header type (LINKTYPE_ number of the tcpdump registry). */
    public int linkType;
    /** The number of the packet in its file, from 1, as Wireshark counts. */
    public long frame;
    /** Where the packet's record begins in the file, in bytes. */
    public long fileOffset;
}
