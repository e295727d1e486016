package dev.hangup.diagnosis;

import dev.hangup.kernel.ResetReason;
import java.util.Map;

/**
 * What the kernel's word weighs for each cause. That its alleged sender sent a RST speaks against every box between; for
 * which reason, tells the causes on the host apart: each cause says so itself (tcp_close, tcp_rcv_state_process,
 * tcp_check_req of Linux 6.18, and the lab).
 */
public final class KernelClues {
    private static final double CONFESSED_BITS = 1;
    private static final double TORN_DOWN_BITS = 4;

    private KernelClues() {}

    static void weigh(Cause cause, Case failure, Scale scale) {
        Testimony testimony = failure.testimony();
        if (testimony != null) {
            scale.clue(ClueKind.KERNEL, cause.kernelBits(failure, testimony), testimony.text());
        }
        ListenQueue queue = failure.listenQueue();
        if (queue != null) {
            scale.clue(ClueKind.KERNEL, cause.queueBits(queue), queue.text());
        }
    }

    /**
     * Of a cause by which a host sends the RST.
     *
     * @param byReason what each reason is worth; one that fits neither this cause nor another is not in it
     */
    public static double ofHost(Case failure, Testimony testimony, Map<ResetReason, Double> byReason) {
        if (testimony.tornDown() != null || isOfTranslator(failure, testimony)) {
            return 0;
        }
        if (!testimony.isConfession()) {
            return -testimony.bits();
        }
        ResetReason reason = testimony.reason();
        return CONFESSED_BITS + (reason == null ? 0 : byReason.getOrDefault(reason, 0.0));
    }

    /** Of a cause by which a box between sends the RST. */
    public static double ofBox(Case failure, Testimony testimony) {
        if (testimony.tornDown() != null) {
            return TORN_DOWN_BITS;
        }
        if (isOfTranslator(failure, testimony)) {
            return 0;
        }
        return testimony.isConfession() ? -testimony.bits() : testimony.bits();
    }

    /** Whether the address is a translator's, which had passed the packets of the true host on until then. */
    public static boolean isOfTranslator(Case failure, Testimony testimony) {
        return testimony.reason() == ResetReason.NO_SOCKET
                && failure.resetOrigin().hasForeignTtl();
    }
}
