package dev.hangup.kernel;

import dev.hangup.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A RST that a kernel says it sent ({@code tcp_send_reset}), or a connection that it tore down as if by one
 * ({@code tcp_receive_reset}: it is told by {@code tcp_reset()}, which also runs when data comes to a closed socket).
 *
 * @param nanos time on the clock of the trace
 * @param local the end on this kernel; of a listener its address and port as it bound them
 * @param remote the other end; address and port zero where the RST was sent on behalf of a listener
 * @param state of the socket, as {@code TCP_TIME_WAIT}; empty where the trace does not say
 * @param reason null where the kernel is too old to name one, or newer than this table
 * @param line where it stands in the trace, from 1
 */
public record ResetRecord(
        long nanos,
        boolean sent,
        Endpoint local,
        Endpoint remote,
        String state,
        @Nullable ResetReason reason,
        long line) {
    /** Whether it names the listener only, and not the connection. */
    public boolean isOfListener() {
        return remote.port() == 0;
    }
}
