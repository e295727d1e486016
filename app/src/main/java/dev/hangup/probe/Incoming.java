package dev.hangup.probe;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** What has come on a socket that does not block. */
public final class Incoming {
    /** The JDK's own words for a RST that a read meets, in any language; and the C library's, for what connects or writes. */
    private static final Set<String> RESETS = Set.of("Connection reset", "Connection reset by peer", "Broken pipe");

    private Incoming() {}

    /**
     * Fills {@code in} anew with what is there.
     *
     * @return {@link Line.Event#NOTHING} when nothing is
     * @throws IOException when the connection was lost otherwise than by a RST
     */
    public static Line.Event read(SocketChannel channel, ByteBuffer in) throws IOException {
        in.clear();
        try {
            int length = channel.read(in);
            return length > 0 ? Line.Event.DATA : length < 0 ? Line.Event.FIN : Line.Event.NOTHING;
        } catch (SocketException lost) {
            if (isReset(lost)) {
                return Line.Event.RST;
            }
            throw lost;
        } finally {
            in.flip();
        }
    }

    /**
     * Whether {@code failure} is a RST to a connection that was had: ECONNRESET or EPIPE. Linux answers {@code connect} with
     * ECONNREFUSED when the RST answers the SYN, and with ECONNRESET when the handshake was over before (tcp_reset).
     */
    public static boolean isReset(IOException failure) {
        String words = failure.getMessage();
        return words != null && RESETS.contains(words);
    }
}
