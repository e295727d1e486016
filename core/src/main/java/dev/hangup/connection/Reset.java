package dev.hangup.connection;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;

/** A RST as it was captured. */
public record Reset(
        long timeNanos,
        long frame,
        boolean fromClient,
        int sequence,
        int acknowledgment,
        boolean hasAck,
        int window,
        int ttl,
        int ipId) {
    static Reset of(Segment segment, boolean fromClient) {
        return new Reset(
                segment.timeNanos,
                segment.frame,
                fromClient,
                segment.sequence,
                segment.acknowledgment,
                segment.has(TcpFlags.ACK),
                segment.window,
                segment.ttl,
                segment.ipId);
    }

    /**
     * Whether it has the shape that Linux gives a RST for a segment without a full socket
     * ({@code tcp_v4_send_reset}): no ACK flag, window 0, IPID 0 where there is one.
     */
    public boolean isBare() {
        return !hasAck && window == 0 && ipId <= 0;
    }

    /**
     * Whether it has the shape that Linux gives a RST that a socket's owner caused ({@code tcp_send_active_reset}): ACK
     * set, a real window.
     */
    public boolean isFromSocket() {
        return hasAck && window != 0;
    }
}
