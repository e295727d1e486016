package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;

/**
 * A segment from a host that the client never contacted, which the client's own kernel answers with a bare RST: an
 * address translator let it through untranslated. Where the server was sending, all that was in flight comes so, and each
 * segment gets its RST.
 */
public final class Strays {
    private Strays() {}

    /** Whether the connection is nothing but such segments and their answers. */
    public static boolean is(Connection connection) {
        Reset reset = connection.client().reset();
        return connection.beganBefore()
                && connection.server().payloadBytes() > 0
                && connection.client().payloadBytes() == 0
                && connection.client().packets() == connection.client().resets()
                && reset != null
                && reset.isBare();
    }
}
