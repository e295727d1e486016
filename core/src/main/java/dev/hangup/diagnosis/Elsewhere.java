package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Handshakes;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Trail;
import dev.hangup.connection.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What captures of other places show of the connection that is judged: whether its RST was sent by whom it names, and
 * where what was not answered got lost.
 */
public final class Elsewhere {
    /** No other capture has the connection. */
    static final Elsewhere NOTHING = new Elsewhere(
            new PlaceView(new Place("", Vantage.UNKNOWN, 0, List.of(), false, new Handshakes()), List.of(), List.of()),
            List.of(),
            List.of(),
            null);

    private final PlaceView here;
    private final List<PlaceView> others;
    private final List<Place> without;
    private final @Nullable OtherHop otherHop;

    /**
     * @param here the place that the connection is judged from
     * @param others other places that have it
     * @param without places next to the server that have other connections from here, but not this one
     * @param otherHop the other connection of the proxy that is one of its ends, if that is known
     */
    Elsewhere(PlaceView here, List<PlaceView> others, List<Place> without, @Nullable OtherHop otherHop) {
        this.here = here;
        this.others = others;
        this.without = without;
        this.otherHop = otherHop;
    }

    /** Only the other hop of a connection that no other capture has. */
    static Elsewhere behindAProxy(OtherHop otherHop) {
        return new Elsewhere(NOTHING.here, List.of(), List.of(), otherHop);
    }

    /** The other connection of the proxy that is one of its ends; null if that is not known for sure. */
    public @Nullable OtherHop otherHop() {
        return otherHop;
    }

    /** Whether one of the other captures was taken there. */
    boolean isAt(Vantage vantage) {
        for (PlaceView view : others) {
            if (view.place().vantage() == vantage) {
                return true;
            }
        }
        return false;
    }

    /** Everything found out about the path. */
    List<Finding> findings(Case failure) {
        if (others.isEmpty() && without.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        Finding reset = aboutReset(failure);
        if (reset != null) {
            findings.add(reset);
        }
        Finding loss = aboutLoss(failure);
        if (loss != null) {
            findings.add(loss);
        }
        return findings;
    }

    /** The place where the RST was sent to an address that the client had not dialled; null if there is none. */
    private @Nullable PlaceView untranslated(Reset reset) {
        if (here.isUntranslated(reset, true)) {
            return here;
        }
        return others.stream()
                .filter(view -> here.isFartherFrom(true, view) && view.isUntranslated(reset, false))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Finding aboutReset(Case failure) {
        Reset reset = failure.reset();
        PlaceView untranslated = reset == null ? null : untranslated(reset);
        if (untranslated != null) {
            return new Finding(
                    PathClaim.UNTRANSLATED,
                    true,
                    3,
                    5,
                    "in " + untranslated.capture()
                            + " segments of this connection came from an address that the client had not dialled,"
                            + " and its kernel answered them with RSTs");
        }
        PlaceView nearest = reset == null
                ? null
                : nearest(reset.fromClient(), reset.fromClient(), view -> view.has(reset), reset.timeNanos());
        if (reset == null || nearest == null) {
            return null;
        }
        if (nearest.isToOtherPort(reset)) {
            return new Finding(
                    PathClaim.RESET_MADE_BETWEEN,
                    true,
                    5,
                    6,
                    "in " + nearest.capture() + " the server sent the RST to another port, from which the connection"
                            + " went on: an address translator between had forgotten it");
        }
        String sender = reset.fromClient() ? "client" : "server";
        if (nearest.has(reset)) {
            boolean atEnd = nearest.place().vantage() == (reset.fromClient() ? Vantage.CLIENT : Vantage.SERVER);
            return new Finding(
                    PathClaim.RESET_SENT_BY_END,
                    atEnd,
                    0.5,
                    atEnd ? 6 : 3,
                    nearest.capture() + ", nearer to the " + sender + ", has the RST as well: it came from there");
        }
        boolean certain = wasRunning(nearest, reset.timeNanos());
        return new Finding(
                PathClaim.RESET_MADE_BETWEEN,
                certain,
                certain ? 5 : 1.5,
                certain ? 6 : 1.5,
                nearest.capture() + ", nearer to the " + sender + ", has no such RST"
                        + (certain ? ": it was made between the two" : unlessStopped()));
    }

    private static String unlessStopped() {
        return "; but it has no packet at all afterwards, so it may have ended before";
    }

    private @Nullable Finding aboutLoss(Case failure) {
        Unanswered sent = Unanswered.of(failure, here);
        if (sent.segments().isEmpty()) {
            return aboutLostAnswer(failure);
        }
        PlaceView nearest = nearest(
                sent.isToClient(),
                !sent.isToClient(),
                view -> arrived(sent, view) > 0,
                sent.last().timeNanos());
        if (nearest == null) {
            return without.isEmpty() || !failure.is(Mechanism.CONNECT_UNANSWERED)
                    ? null
                    : lost(
                            true,
                            sent.text() + " never arrived at " + without.get(0).capture()
                                    + ", which has other connections from here at that time");
        }
        long arrived = arrived(sent, nearest);
        if (arrived == 0) {
            boolean certain = wasRunning(nearest, sent.sureNanos());
            return lost(
                    certain,
                    sent.text() + " never arrived at " + nearest.capture() + sent.smallerThatArrived(nearest)
                            + (certain ? "" : unlessStopped()));
        }
        String what = (arrived < sent.segments().size() ? arrived + " of " : "") + sent.text() + " arrived at "
                + nearest.capture();
        if (sent.isAnsweredAt(nearest, since(sent, nearest), here)) {
            return lost(true, what + ", and what answered it got lost on its way back");
        }
        boolean atEnd = sent.isToClient()
                ? nearest.place().vantage() == Vantage.CLIENT
                : nearest.place().isAt(nearest.tracks().get(0).server(), here.place());
        String end = sent.isToClient() ? "client" : "server";
        return atEnd
                ? new Finding(PathClaim.ARRIVED, true, 3, 5, what + ", next to the " + end + ", which did not answer")
                : null;
    }

    private @Nullable Finding aboutLostAnswer(Case failure) {
        for (PlaceView other : others) {
            LostAnswer lost = LostAnswer.of(failure.mechanism(), failure.connection(), here, other);
            if (!lost.isEmpty()) {
                return lost(true, lost.text());
            }
        }
        return null;
    }

    private long arrived(Unanswered sent, PlaceView view) {
        return sent.arrivedAt(view, since(sent, view));
    }

    /** When the first of it can have come there. */
    private long since(Unanswered sent, PlaceView view) {
        Lag.Bounds clock = here.clockBounds(view);
        return clock == null ? Long.MIN_VALUE : sent.firstNanos() + clock.least();
    }

    private static Finding lost(boolean certain, String text) {
        return new Finding(PathClaim.LOST_BETWEEN, certain, certain ? 3 : 1, certain ? 5 : 1, text);
    }

    /**
     * The place that is nearest to an end, and nearer to it than this one; of two that are the same, one that has what is
     * looked for. Null if there is none that has it, or would have it if it had come there.
     *
     * @param client which end
     * @param fromClient who sent, or seems to have sent, what is looked for
     * @param nanos when, by the clock of this place
     */
    private @Nullable PlaceView nearest(boolean client, boolean fromClient, Predicate<PlaceView> has, long nanos) {
        PlaceView nearest = null;
        for (PlaceView view : others) {
            boolean isCandidate =
                    here.isFartherFrom(client, view) && (has.test(view) || isOnWay(view, fromClient, nanos));
            if (isCandidate && (nearest == null || isBetter(nearest, view, client, has))) {
                nearest = view;
            }
        }
        return nearest;
    }

    private static boolean isBetter(PlaceView before, PlaceView view, boolean client, Predicate<PlaceView> has) {
        return before.isFartherFrom(client, view)
                || !view.isFartherFrom(client, before) && has.test(view) && !has.test(before);
    }

    private boolean isOnWay(PlaceView view, boolean fromClient, long nanos) {
        Lag.Bounds clock = here.clockBounds(view);
        return clock != null && view.isOnWayOf(fromClient, nanos + clock.least());
    }

    private boolean wasRunning(PlaceView view, long nanos) {
        Lag.Bounds clock = here.clockBounds(view);
        return clock != null && view.place().lastNanos() >= nanos + clock.most();
    }

    /**
     * What shows that the server's FIN and the request were on their way at the same time: the one capture has the FIN
     * first, the other, nearer to the client, the request. Empty if nothing does.
     */
    public String crossing(Case failure) {
        Connection connection = failure.connection();
        int request = connection.exchanges().requestSequence();
        for (PlaceView other : others) {
            boolean isOtherNearerClient = here.isFartherFrom(true, other);
            boolean isOtherNearerServer = here.isFartherFrom(false, other);
            if (isOtherNearerClient || isOtherNearerServer) {
                PlaceView atClient = isOtherNearerClient ? other : here;
                PlaceView atServer = isOtherNearerClient ? here : other;
                if (lead(atServer, request) > 0 && lead(atClient, request) < 0) {
                    return atServer.capture() + " has the server's FIN " + Quantity.duration(lead(atServer, request))
                            + " before the request, " + atClient.capture() + " has the request "
                            + Quantity.duration(-lead(atClient, request)) + " before the FIN: they crossed";
                }
            }
        }
        return "";
    }

    /** Where the server's FIN was captured although it never came here; empty if nowhere. */
    public String lostFin(Case failure) {
        if (others.isEmpty() || failure.connection().server().sentFin()) {
            return "";
        }
        return others.stream()
                .filter(view -> here.isFartherFrom(false, view))
                .filter(view -> time(view, segment -> !segment.fromClient() && segment.has(TcpFlags.FIN)) > 0)
                .map(PlaceView::capture)
                .findFirst()
                .orElse("");
    }

    /** How long before the request the server's FIN was captured; 0 when either was not. */
    private static long lead(PlaceView view, int request) {
        long asked = time(
                view, segment -> segment.fromClient() && segment.payloadLength() > 0 && segment.sequence() == request);
        long closed = time(view, segment -> !segment.fromClient() && segment.has(TcpFlags.FIN));
        return asked < 0 || closed < 0 ? 0 : asked - closed;
    }

    private static long time(PlaceView view, Predicate<Trail.Entry> condition) {
        return view.segments().stream()
                .filter(condition)
                .mapToLong(Trail.Entry::timeNanos)
                .findFirst()
                .orElse(-1);
    }
}
