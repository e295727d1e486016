package dev.hangup.probe;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What has come on a socket that does not block. */
public final class Incoming {
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
            // The JDK's own words for ECONNRESET, in any language.
            if ("Connection reset".equals(lost.getMessage())) {
                return Line.Event.RST;
            }
            throw lost;
        } finally {
            in.flip();
        }
    }
}
