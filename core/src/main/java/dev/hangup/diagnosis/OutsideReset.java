package dev.hangup.diagnosis;

import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;

/** Tells a RST that was made by a box between from one that its alleged sender sent. */
final class OutsideReset {
    private OutsideReset() {}

    /**
     * A RST on an idle connection is accused only when its TTL says that it comes from somewhere else, and nothing in its
     * shape says that a socket sent it.
     */
    static boolean isOnIdle(Reset reset, Side sender) {
        boolean foreignTtl = sender.ttl() >= 0 && !sender.usesTtl(reset.ttl());
        return foreignTtl && !(reset.isFromSocket() && followsIpId(reset, sender));
    }

    /** Whether the IPID continues the row of the sender's own packets. */
    static boolean followsIpId(Reset reset, Side sender) {
        int step = reset.ipId() - sender.lastIpId() & 0xffff;
        return sender.hasChangingIpId() && sender.lastIpId() >= 0 && step > 0 && step < 64;
    }
}
