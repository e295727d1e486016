package dev.hangup.kernel;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why Linux sent a RST: {@code enum sk_rst_reason} of include/net/rstreason.h, which {@code tcp:tcp_send_reset} prints
 * since Linux 6.10. The first of them share their names with {@code enum skb_drop_reason}, the last with the reset reasons
 * of Multipath TCP (RFC 8684 section 3.6).
 */
public enum ResetReason {
    NOT_SPECIFIED("the kernel names no reason", true),
    NO_SOCKET("no socket belongs to the segment that came: nobody listens there, or the connection is gone", true),
    TCP_INVALID_ACK_SEQUENCE(
            "the answer to a SYN acknowledged something else, as one for an older connection does", true),
    TCP_RFC7323_PAWS("the segment's timestamp is older than one that came before (PAWS, RFC 7323)", false),
    TCP_TOO_OLD_ACK("the segment acknowledges data that was acknowledged long ago", false),
    TCP_ACK_UNSENT_DATA("the segment acknowledges data that was never sent", false),
    TCP_FLAGS("a segment with ACK came to a listener that knows no such connection", true),
    TCP_OLD_ACK("the segment acknowledges data that was acknowledged before", false),
    TCP_ABORT_ON_DATA("data came after the application had closed its socket", true),
    TCP_TIMEWAIT_SOCKET(
            "a segment came for a connection that is closed already, of which only a TIME_WAIT entry is left", true),
    INVALID_SYN(
            "the listener gave up a connection that was being opened: its queue was full, or a second SYN came", true),
    TCP_ABORT_ON_CLOSE("the application closed its socket with data in it that it had not read", true),
    TCP_ABORT_ON_LINGER(
            "the application had closed with a negative TCP_LINGER2 timeout, and the peer was not done", false),
    TCP_ABORT_ON_MEMORY("too many closed sockets were still at work, or too little memory was left for TCP", false),
    TCP_STATE("the application aborted the connection: SO_LINGER 0, or a disconnect before the end", true),
    TCP_KEEPALIVE_TIMEOUT("TCP keep-alive probes were not answered", true),
    MPTCP_RST_EUNSPEC("Multipath TCP ended the subflow without saying why", false),
    MPTCP_RST_EMPTCP("Multipath TCP options were wrong", false),
    MPTCP_RST_ERESOURCE("Multipath TCP lacked the resources for the subflow", false),
    MPTCP_RST_EPROHIBIT("a policy of the host forbids the Multipath TCP subflow", false),
    MPTCP_RST_EWQ2BIG("too much data was outstanding on the Multipath TCP subflow", false),
    MPTCP_RST_EBADPERF("the Multipath TCP subflow was too slow", false),
    MPTCP_RST_EMIDDLEBOX("a box between disturbed Multipath TCP", false),
    ERROR("something went wrong in the kernel", false);

    private static final Map<String, ResetReason> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final String words;
    private final boolean observed;

    ResetReason(String words, boolean observed) {
        this.words = words;
        this.observed = observed;
    }

    /** For people, a clause without a full stop. */
    public String words() {
        return words;
    }

    /** Whether it was seen in reproductions of failures; the others are explained from the kernel's source alone. */
    public boolean isObserved() {
        return observed;
    }

    /** The reason of that name, with or without the prefix that it has in C; null for one that is not known. */
    public static @Nullable ResetReason named(String name) {
        return BY_NAME.get(name.startsWith("SK_RST_REASON_") ? name.substring("SK_RST_REASON_".length()) : name);
    }
}
