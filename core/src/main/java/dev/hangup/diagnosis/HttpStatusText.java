package dev.hangup.diagnosis;

/** HTTP statuses with the names that matter here (RFC 9110 section 15). */
public final class HttpStatusText {
    private HttpStatusText() {}

    /** {@code 413 Content Too Large}; the number alone for others. */
    public static String of(int status) {
        return switch (status) {
            case 400 -> "400 Bad Request";
            case 401 -> "401 Unauthorized";
            case 403 -> "403 Forbidden";
            case 408 -> "408 Request Timeout";
            case 413 -> "413 Content Too Large";
            default -> Integer.toString(status);
        };
    }
}
