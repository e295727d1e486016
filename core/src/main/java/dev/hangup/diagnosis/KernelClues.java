package dev.hangup.diagnosis;

import dev.hangup.kernel.ResetReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's word weighs for each cause. That its alleged sender sent a RST speaks against every box between; for
 * which reason, tells the causes on the host apart (tcp_close, tcp_rcv_state_process, tcp_check_req of Linux 6.18, and the
 * lab).
 */
final class KernelClues {
    private static final Set<String> OF_A_BOX = Set.of("idle-firewall-reset", "injected-rst");

    private static final Set<String> OF_A_HOST = Set.of(
            "accept-queue-overflow",
            "client-abort",
            "client-close-early",
            "fd-exhaustion",
            "graceful-drain",
            "half-open",
            "http2-goaway",
            "keepalive-race",
            "keepalive-timeout",
            "linger-abort",
            "max-requests",
            "port-reuse",
            "server-crash",
            "server-header-timeout",
            "server-restart",
            "tls-mismatch",
            "unread-data-close");

    /** A reason that fits neither is worth nothing, and so is one that is not listed. */
    private static final Map<ResetReason, Map<String, Double>> BY_REASON = new EnumMap<>(Map.of(
            ResetReason.TCP_ABORT_ON_CLOSE,
            Map.ofEntries(
                    Map.entry("keepalive-race", 2.0),
                    Map.entry("unread-data-close", 2.0),
                    Map.entry("fd-exhaustion", 2.0),
                    Map.entry("server-crash", 2.0),
                    Map.entry("graceful-drain", 2.0),
                    Map.entry("http2-goaway", 2.0),
                    Map.entry("client-abort", 2.0),
                    Map.entry("client-close-early", 2.0),
                    Map.entry("linger-abort", -4.0),
                    Map.entry("half-open", -6.0),
                    Map.entry("accept-queue-overflow", -6.0)),
            ResetReason.TCP_ABORT_ON_DATA,
            Map.of(
                    "keepalive-race",
                    2.0,
                    "max-requests",
                    2.0,
                    "graceful-drain",
                    2.0,
                    "server-crash",
                    2.0,
                    "unread-data-close",
                    1.0,
                    "linger-abort",
                    -4.0,
                    "half-open",
                    -6.0,
                    "accept-queue-overflow",
                    -6.0),
            ResetReason.TCP_ABORT_ON_LINGER,
            Map.of("keepalive-race", 2.0, "max-requests", 2.0, "half-open", -6.0, "accept-queue-overflow", -6.0),
            ResetReason.TCP_TIMEWAIT_SOCKET,
            Map.of(
                    "keepalive-race",
                    2.0,
                    "max-requests",
                    2.0,
                    "graceful-drain",
                    2.0,
                    "server-crash",
                    2.0,
                    "linger-abort",
                    -6.0,
                    "half-open",
                    -6.0,
                    "accept-queue-overflow",
                    -6.0),
            ResetReason.TCP_STATE,
            Map.of(
                    "linger-abort",
                    5.0,
                    "client-abort",
                    2.0,
                    "server-header-timeout",
                    1.0,
                    "unread-data-close",
                    -5.0,
                    "fd-exhaustion",
                    -5.0,
                    "server-crash",
                    -3.0,
                    "half-open",
                    -6.0,
                    "accept-queue-overflow",
                    -6.0),
            ResetReason.NO_SOCKET,
            Map.of("half-open", 3.0, "server-restart", 2.0, "linger-abort", -6.0, "accept-queue-overflow", -6.0),
            ResetReason.TCP_FLAGS,
            Map.of("half-open", 3.0, "server-restart", 2.0, "linger-abort", -6.0),
            ResetReason.INVALID_SYN,
            Map.of("accept-queue-overflow", 4.0, "fd-exhaustion", -5.0, "half-open", -5.0),
            ResetReason.TCP_INVALID_ACK_SEQUENCE,
            Map.of("port-reuse", 4.0, "half-open", -3.0),
            ResetReason.TCP_KEEPALIVE_TIMEOUT,
            Map.of("keepalive-timeout", 4.0)));

    private KernelClues() {}

    static void weigh(String cause, Case failure, Scale scale) {
        Testimony testimony = failure.testimony();
        if (testimony != null) {
            weighReset(cause, failure, testimony, scale);
        }
        ListenQueue queue = failure.listenQueue();
        if (queue != null && cause.equals("accept-queue-overflow")) {
            scale.clue(ClueKind.KERNEL, queue.bits(), queue.text());
        } else if (queue != null && queue.decides() && cause.equals("connect-timeout")) {
            scale.clue(ClueKind.KERNEL, -queue.bits() / 2, queue.text());
        }
    }

    private static void weighReset(String cause, Case failure, Testimony testimony, Scale scale) {
        double own = testimony.isConfession() ? testimony.bits() : -testimony.bits();
        if (testimony.tornDown() != null) {
            scale.clueIf(OF_A_BOX.contains(cause), ClueKind.KERNEL, 4, testimony.text());
            scale.clueIf(cause.equals("half-open"), ClueKind.KERNEL, -4, testimony.text());
        } else if (testimony.reason() == ResetReason.NO_SOCKET && failure.hasForeignTtl()) {
            // The address is a translator's, which had passed the packets of the true host on until then.
            scale.clueIf(cause.equals("idle-firewall-reset"), ClueKind.KERNEL, 2, testimony.text());
        } else if (OF_A_BOX.contains(cause)) {
            scale.clue(ClueKind.KERNEL, -own, testimony.text());
        } else if (OF_A_HOST.contains(cause)) {
            double base = testimony.isConfession() ? 1 : own;
            scale.clue(ClueKind.KERNEL, base + forReason(cause, failure, testimony.reason()), testimony.text());
        } else if (cause.equals("connection-refused")) {
            scale.clue(ClueKind.KERNEL, 1, testimony.text());
        }
    }

    private static double forReason(String cause, Case failure, @Nullable ResetReason reason) {
        if (reason == null) {
            return 0;
        }
        // A server may abort its idle connections; one with a request in it that nobody read says TCP_ABORT_ON_CLOSE.
        if (reason == ResetReason.TCP_STATE && cause.equals("keepalive-race")) {
            return failure.is(Mechanism.REQUEST_ACKED_THEN_RESET) ? -5 : 0;
        }
        return BY_REASON.getOrDefault(reason, Map.of()).getOrDefault(cause, 0.0);
    }
}
