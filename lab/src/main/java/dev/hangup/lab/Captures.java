package dev.hangup.lab;

import dev.hangup.lab.Network.Tap;
import dev.hangup.lab.Truth.Place;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one run records: the packets at every place, each host's counters before and after, and the kernel's word on RSTs. */
final class Captures {
    private final RunFolder folder;
    private final @Nullable ResetTrace trace;
    private final Map<Place, Tcpdump> dumps = new EnumMap<>(Place.class);
    private final Set<Place> blind = EnumSet.noneOf(Place.class);
    private int snapshotLength;
    private boolean begun;

    /**
     * Begins with the kernel's word.
     *
     * @param run tells runs at the same time apart
     * @param snapshotLength how many bytes of each packet are kept
     */
    Captures(RunFolder folder, Tracefs tracefs, String run, int snapshotLength) {
        this.folder = folder;
        this.snapshotLength = snapshotLength;
        trace = ResetTrace.begin(tracefs, run);
    }

    void snapshotLength(int bytes) {
        snapshotLength = bytes;
    }

    /** Captures nothing at {@code place}. */
    void nothingAt(Place place) {
        blind.add(place);
    }

    /** Whether packets are captured yet. */
    boolean begun() {
        return begun;
    }

    /** Begins to capture everywhere. */
    void begin(Network network) {
        begun = true;
        network.hosts().forEach(host -> snapshot(host, "before"));
        network.taps().forEach(this::begin);
    }

    /** Begins to capture at {@code tap}. */
    void begin(Tap tap) {
        if (!blind.contains(tap.place())) {
            dumps.put(
                    tap.place(),
                    new Tcpdump(
                            tap.host(),
                            tap.device(),
                            snapshotLength,
                            folder.path().resolve(tap.place().capture())));
        }
    }

    private void snapshot(Host host, String when) {
        folder.write(host.role() + "-nstat-" + when + ".txt", host.run("nstat", "-asz"));
        folder.write(host.role() + "-ss-" + when + ".txt", host.run("ss", "-tan"));
    }

    /** Where something was captured. */
    Set<Place> places() {
        return dumps.keySet();
    }

    /** Ends them and takes the last readings. */
    void finish(Network network) {
        stop();
        network.hosts().forEach(host -> snapshot(host, "after"));
        if (trace != null) {
            trace.end(folder.path().resolve("reset-trace.txt"), line -> isOf(network, line));
        }
    }

    private static boolean isOf(Network network, String line) {
        return network.addressPrefixes().stream().anyMatch(line::contains)
                || line.contains("src=0.0.0.0:")
                || line.contains("src=[::]:");
    }

    private void stop() {
        dumps.values().forEach(Tcpdump::stop);
    }

    /** Takes everything away again that was made, however far it came. */
    void close() {
        stop();
        if (trace != null) {
            trace.abandon();
        }
    }
}
