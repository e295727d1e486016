package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;

/**
 * A segment from a host that the client never contacted, which the client's own kernel answers with a bare RST: an
 * address translator let it through untranslated.
 */
public final class Strays {
    private static final int FEW_PACKETS = 12;

    private Strays() {}

    /** Whether the connection is nothing but such a segment and its answer. */
    public static boolean is(Connection connection) {
        Reset reset = connection.client().reset();
        return connection.beganBefore()
                && connection.packets() <= FEW_PACKETS
                && connection.server().payloadBytes() > 0
                && connection.client().payloadBytes() == 0
                && connection.client().packets() == connection.client().resets()
                && reset != null
                && reset.isBare();
    }
}
