package dev.hangup.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The first connection to an address, which goes ahead of all others, alone. Where its request goes wrong, a second one shows
 * whether that is because the other one of http and https is spoken.
 */
public final class FirstCall {
    /** What TLS servers that notice it answer to HTTP in clear: nginx, Apache and Go do. */
    private static final int BAD_REQUEST = 400;

    private FirstCall() {}

    /**
     * Opens it and makes the request.
     *
     * @throws WrongScheme when the endpoint speaks the other scheme
     * @throws IOException when there is no answer for any other reason
     */
    public static Listener.Opened open(Dialer dialer, InetSocketAddress to) throws IOException {
        Target target = dialer.terms().target();
        Listener.Opened opened;
        try {
            opened = Listener.open(dialer, to);
        } catch (ConnectException nobody) {
            throw nobody;
        } catch (IOException failed) {
            throw speaks(target.inOtherScheme(), dialer, to) ? new WrongScheme(target) : failed;
        }
        if (opened.answer().status() == BAD_REQUEST && !target.tls() && speaks(target.inOtherScheme(), dialer, to)) {
            opened.call().close();
            throw new WrongScheme(target);
        }
        return opened;
    }

    /** Whether {@code other} shakes hands, where it has TLS, or else answers by more than a complaint about the request. */
    private static boolean speaks(Target other, Dialer dialer, InetSocketAddress to) {
        try (Call call = dialer.dial(to, other, List.of(Dialects.H2, "http/1.1"))) {
            return other.tls() || answers(call, other, dialer);
        } catch (IOException no) {
            return false;
        }
    }

    /** Asks for nothing that was to be said inside TLS only. */
    private static boolean answers(Call call, Target other, Dialer dialer) throws IOException {
        Target root = new Target(false, other.host(), other.port(), "/");
        call.send(Http1.request(root, "HEAD", "HTTP/1.1"));
        Heard heard = Http1.read(
                call.line(), "HEAD", System.nanoTime() + dialer.terms().patienceNanos());
        Answer answer = heard.answer();
        return answer != null && answer.status() != BAD_REQUEST;
    }
}
