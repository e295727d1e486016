package dev.hangup.probe;

import java.io.IOException;

/** An endpoint speaks the other one of http and https; the message says what to ask instead. */
public final class WrongScheme extends IOException {
    private static final long serialVersionUID = 1;

    WrongScheme(Target target) {
        super(
                target.tls()
                        ? "it speaks no TLS at this port, but HTTP in clear: ask "
                                + target.inOtherScheme().text() + " instead"
                        : "it speaks TLS at this port: ask "
                                + target.inOtherScheme().text() + " instead");
    }
}
