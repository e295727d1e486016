package dev.hangup.diagnosis;

import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.connection.Vantage;

/**
 * What the packet of the RST that ended a connection shows of its origin: a socket of its alleged sender, or a box between. All
 * is false where no RST ended it.
 */
public final class ResetOrigin {
    private final Case failure;

    ResetOrigin(Case failure) {
        this.failure = failure;
    }

    /** Whether the RST's TTL differs from that of its alleged sender's own packets; false when either is unknown. */
    public boolean hasForeignTtl() {
        Reset reset = failure.reset();
        return reset != null && ownTtl(reset) >= 0 && !hasOwnTtl();
    }

    /** Whether the RST's TTL equals that of its alleged sender's own packets. */
    public boolean hasOwnTtl() {
        Reset reset = failure.reset();
        if (reset == null) {
            return false;
        }
        Side sender = failure.allegedSender(reset);
        return sender.ttl() >= 0 ? sender.usesTtl(reset.ttl()) : ownTtl(reset) == reset.ttl();
    }

    /** Whether no close or abort of its alleged sender sent the RST ({@link Reset#isWithoutSocket}). */
    public boolean isWithoutSocket() {
        Reset reset = failure.reset();
        return reset != null && reset.isWithoutSocket(failure.allegedSender(reset));
    }

    /** The TTL that packets of the RST's alleged sender have; -1 if unknown. */
    public int ownTtl(Reset reset) {
        Side sender = failure.allegedSender(reset);
        return sender.ttl() >= 0 ? sender.ttl() : failure.surroundings().hostTtl(sender.endpoint());
    }

    /** Whether the RST carries an IPID that continues the row of its alleged sender's packets. */
    public boolean followsIpId() {
        Reset reset = failure.reset();
        return reset != null && OutsideReset.followsIpId(reset, failure.allegedSender(reset));
    }

    /** Whether the host that was captured on sent the RST itself: at the server, with a TTL that no router has lowered. */
    public boolean isSentByCapturedHost() {
        Reset reset = failure.reset();
        return reset != null && !reset.fromClient() && failure.vantage() == Vantage.SERVER && isInitialTtl(reset.ttl());
    }

    /**
     * Whether the other side's packets arrive where {@link #isSentByCapturedHost} holds with a TTL that no router has
     * lowered either: then it may be a bridge that was captured on, and a box on either side of it that sent the RST.
     */
    public boolean mayBeBridged() {
        return isInitialTtl(failure.connection().client().ttl());
    }

    /** The values that operating systems begin with. */
    private static boolean isInitialTtl(int ttl) {
        return ttl == 64 || ttl == 128 || ttl == 255;
    }

    /**
     * Whether the RST came faster after what provoked it than a packet can go from the place of the capture to its alleged
     * sender and back: in less than a third of that time, which is long enough to tell. Of a round trip only that part
     * counts: next to the server the rest of it is the client's. And of all that were measured the shortest, as a packet may
     * be held up on its way.
     */
    public boolean isFasterThanLight() {
        Reset reset = failure.reset();
        long thereAndBack = failure.population().toServerAndBackNanos();
        if (reset == null || thereAndBack < 2_000_000) {
            return false;
        }
        Exchanges exchanges = failure.exchanges();
        long since = reset.timeNanos() - exchanges.lastRequestEndNanos();
        return !reset.fromClient() && exchanges.requests() > 0 && since >= 0 && since * 3 < thereAndBack;
    }
}
