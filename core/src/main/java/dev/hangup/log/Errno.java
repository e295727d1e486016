package dev.hangup.log;

/** What the numbers mean that systems give to errors of sockets: Linux's, BSD's and macOS's, Windows's (WSAE...). */
final class Errno {
    private Errno() {}

    /**
     * What {@code number} tells of a connection; {@link Symptom#NONE} when nothing. After a FIN it needs a RST, too, to become
     * EPIPE (tcp_reset() in net/ipv4/tcp_input.c).
     *
     * @param isConnecting a time that ran out is the handshake's
     */
    static Symptom symptom(int number, boolean isConnecting) {
        return switch (number) {
            case 104, 54, 10054, 32 -> Symptom.RST;
            case 111, 61, 10061 -> Symptom.REFUSED;
            case 110, 60, 10060 -> isConnecting ? Symptom.CONNECT_TIMEOUT : Symptom.SILENCE;
            case 101, 112, 113, 51, 64, 65, 10051, 10065 -> Symptom.UNREACHABLE;
            // No file descriptor, no port, no permission, no memory left.
            case 13, 23, 24, 99, 105, 49, 10048, 10055 -> Symptom.LOCAL_ABORT;
            case 53, 103, 10053 -> Symptom.LOCAL_ABORT;
            default -> Symptom.NONE;
        };
    }

    /** The number in the first {@code (104: ...)} or {@code (104)...} of {@code text} behind {@code lead}; 0 if there is none. */
    static int after(String text, String lead) {
        int at = text.indexOf(lead);
        if (at < 0) {
            return 0;
        }
        int number = 0;
        int from = at + lead.length();
        int end = from;
        while (end < text.length() && end < from + 6 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            number = number * 10 + text.charAt(end++) - '0';
        }
        boolean isClosed = end < text.length() && (text.charAt(end) == ':' || text.charAt(end) == ')');
        return isClosed ? number : 0;
    }
}
