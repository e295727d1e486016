package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogSource;
import dev.hangup.log.Peer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** By what names and addresses two lines know each other's writers. */
final class Neighbours {
    /** Of a host and port: RFC 1035, 2.3.4. */
    private static final int LONGEST_NAME = 261;

    private Neighbours() {}

    /** Whether the peer of {@code front} is the writer of {@code behind}. */
    static boolean names(LogEvent front, LogEvent behind) {
        return !Collections.disjoint(namesOfPeer(front), namesOfWriter(behind));
    }

    /**
     * What the peer that failed {@code event} may be called: {@code pay.shop.svc:8080} is {@code pay.shop.svc},
     * {@code pay.shop} and {@code pay} to those who are nearer.
     */
    static Set<String> namesOfPeer(LogEvent event) {
        Set<String> names = new HashSet<>();
        String peer = event.peerName().toLowerCase(Locale.ROOT);
        // HAProxy writes backend/server.
        String name = event.source() == LogSource.HAPROXY ? peer.substring(peer.lastIndexOf('/') + 1) : peer;
        Endpoint remote = event.remote();
        boolean isAddress = remote != null && name.contains(remote.address());
        int end = isAddress || name.length() > LONGEST_NAME ? 0 : name.length();
        while (end > 0) {
            names.add(name.substring(0, end));
            end = Math.max(name.lastIndexOf('.', end - 1), name.lastIndexOf(':', end - 1));
        }
        addAddress(names, remote);
        if (event.local() != null && event.local().port() > 0) {
            names.add(from(event.local()));
        }
        names.removeIf(Neighbours::isEverywhere);
        return names;
    }

    /** What others may call the writer of {@code event}. */
    static Set<String> namesOfWriter(LogEvent event) {
        Set<String> names = new HashSet<>();
        names.add(event.writer().toLowerCase(Locale.ROOT));
        names.add(event.instance().toLowerCase(Locale.ROOT));
        addAddress(names, event.local());
        // The other end of the connection that the one in front calls its own.
        if (event.peer() == Peer.SERVER
                && event.client() != null
                && event.client().port() > 0) {
            names.add(from(event.client()));
        }
        names.remove("");
        names.removeIf(Neighbours::isEverywhere);
        return names;
    }

    /**
     * Whether what the lines say of their parties cannot be of {@code front} with {@code behind} behind it: their addresses
     * differ, or both tell of one connection, or the peer has another name.
     */
    static boolean exclude(LogEvent front, LogEvent behind) {
        Endpoint remote = front.remote();
        Endpoint local = behind.local();
        if (front.local() != null && front.local().equals(behind.remote()) || local != null && local.equals(remote)) {
            return true;
        }
        if (remote != null && local != null) {
            return !remote.address().equals(local.address())
                    && !isEverywhere(remote.address())
                    && !isEverywhere(local.address());
        }
        boolean isNamed = remote == null && !front.peerName().isEmpty() && front.source() != LogSource.HAPROXY;
        return isNamed
                && behind.source() == LogSource.APPLICATION
                && !behind.service().isEmpty()
                && !names(front, behind);
    }

    private static void addAddress(Set<String> names, @Nullable Endpoint address) {
        if (address != null) {
            names.add(address.address());
            names.add(address.toString());
        }
    }

    private static String from(Endpoint client) {
        return "from " + client;
    }

    /** Every host has these, so they tell none from another. */
    private static boolean isEverywhere(String name) {
        return name.startsWith("127.")
                || name.startsWith("::1")
                || name.startsWith("[::1]")
                || name.startsWith("localhost");
    }
}
