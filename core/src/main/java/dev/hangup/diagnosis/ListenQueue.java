package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.Quantity;
import dev.hangup.kernel.Counter;
import dev.hangup.kernel.HostSnapshot;
import dev.hangup.kernel.Listener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What snapshots say of a server's accept queue: the queue itself at one moment, or the counter of what it turned away,
 * which is the whole host's.
 *
 * @param bits for a full queue; negative against
 * @param decides whether it tells a full queue from a SYN that was lost, which packets cannot
 * @param text for people
 */
public record ListenQueue(double bits, boolean decides, String text) {
    /** What snapshots say of the queue that connections to {@code server} wait in; null if nothing. */
    static @Nullable ListenQueue of(List<HostSnapshot> snapshots, Endpoint server) {
        for (HostSnapshot snapshot : snapshots) {
            for (Listener listener : snapshot.listeners()) {
                if (listener.accepts(server) && listener.isFull()) {
                    return new ListenQueue(
                            5,
                            true,
                            "the accept queue of port " + server.port() + " was full: "
                                    + Quantity.count(listener.waiting(), "connection") + " waiting, limit "
                                    + Quantity.count(listener.limit()) + ", " + snapshot.name() + " line "
                                    + listener.line());
                }
            }
        }
        return counted(snapshots, server);
    }

    private static @Nullable ListenQueue counted(List<HostSnapshot> snapshots, Endpoint server) {
        HostSnapshot least = null;
        HostSnapshot most = null;
        boolean isOfServer = false;
        for (HostSnapshot snapshot : snapshots) {
            boolean mayBeOfServer = snapshot.listeners().isEmpty() || hasListener(snapshot, server);
            if (!mayBeOfServer || !snapshot.counters().containsKey(HostSnapshot.LISTEN_OVERFLOWS)) {
                continue;
            }
            isOfServer |= hasListener(snapshot, server);
            least = least == null
                            || overflows(snapshot).value() < overflows(least).value()
                    ? snapshot
                    : least;
            most = most == null || overflows(snapshot).value() > overflows(most).value() ? snapshot : most;
        }
        if (least == null || most == null) {
            return null;
        }
        long grown = overflows(most).value() - overflows(least).value();
        if (grown > 0) {
            return new ListenQueue(
                    4,
                    true,
                    HostSnapshot.LISTEN_OVERFLOWS + " grew by " + Quantity.count(grown) + " between " + place(least)
                            + " and " + place(most));
        }
        long value = overflows(most).value();
        return value == 0
                ? new ListenQueue(-2, false, HostSnapshot.LISTEN_OVERFLOWS + " is 0, " + place(most))
                : new ListenQueue(
                        isOfServer ? 3 : 2,
                        isOfServer,
                        HostSnapshot.LISTEN_OVERFLOWS + " is " + Quantity.count(value) + ", " + place(most));
    }

    private static boolean hasListener(HostSnapshot snapshot, Endpoint server) {
        return snapshot.listeners().stream().anyMatch(listener -> listener.accepts(server));
    }

    private static Counter overflows(HostSnapshot snapshot) {
        Counter counter = snapshot.counters().get(HostSnapshot.LISTEN_OVERFLOWS);
        return counter == null ? new Counter(0, 0) : counter;
    }

    private static String place(HostSnapshot snapshot) {
        return snapshot.name() + " line " + overflows(snapshot).line();
    }
}
