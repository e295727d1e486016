package dev.hangup.capture;

/** Which ICMP messages are errors about a packet that somebody sent (RFC 792, RFC 4443). */
final class IcmpErrors {
    private static final int UNREACHABLE = 3;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;
    private static final int V6_LAST_ERROR = 127;

    private IcmpErrors() {}

    static boolean isError(int type, boolean v6) {
        return v6
                ? type > 0 && type <= V6_LAST_ERROR
                : type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
    }
}
