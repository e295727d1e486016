package dev.hangup.script;

/** HTTP/1.1 messages (RFC 9112). */
public final class Http {
    private Http() {}

    /** A request without a body. */
    public static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: example.org\r\n\r\n";
    }

    /** A request with a body, which may announce more than is given. */
    public static String post(String path, int contentLength, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: example.org\r\nContent-Length: " + contentLength + "\r\n\r\n"
                + body;
    }

    /** A whole answer. */
    public static String ok(String body) {
        return ok(body.length(), body, "");
    }

    /** An answer, of which {@code body} may be only the beginning; {@code fields} end with CRLF each. */
    public static String ok(int contentLength, String body, String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + contentLength + "\r\n\r\n" + body;
    }

    /** A whole answer after which the server closes. */
    public static String lastOk(String body) {
        return ok(body.length(), body, "Connection: close\r\n");
    }

    /** A whole answer with another status. */
    public static String status(int status, String fields, String body) {
        return "HTTP/1.1 " + status + " Whatever\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
