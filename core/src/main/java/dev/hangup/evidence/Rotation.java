package dev.hangup.evidence;

import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files that one capture was rotated into ({@code tcpdump -C}, {@code -G}, {@code -W}; the rings of dumpcap). Their names
 * differ in digits only, and each begins where another ends: within a second, or with connections of the other going on.
 */
public final class Rotation {
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** Packets of several processors are captured a little out of order, but most of two files must not overlap. */
    private static final long MOST_DISORDER_NANOS = SECOND_NANOS;

    private static final int SPAN_TO_DISORDER = 10;
    /** Two captures that somebody made one after the other are further apart. */
    private static final long PAUSE_NANOS = SECOND_NANOS;
    /** Even if connections go on: a longer time without a packet is rather one in which nothing was captured. */
    private static final long LONGEST_PAUSE_NANOS = 60 * SECOND_NANOS;

    private Rotation() {}

    /** Whether two files may be parts of one capture, as far as their names tell. */
    public static boolean areSiblings(String name, String other) {
        return stem(name).equals(stem(other));
    }

    /**
     * Whether a file whose first packet came at {@code firstNanos} continues one whose last packets came until
     * {@code lastNanos} and that lasted for {@code spanNanos}.
     *
     * @param goesOn whether a connection of the one goes on in the other
     */
    public static boolean isContinued(long spanNanos, long lastNanos, long firstNanos, boolean goesOn) {
        long pause = firstNanos - lastNanos;
        long longest = goesOn ? Math.max(LONGEST_PAUSE_NANOS, spanNanos) : PAUSE_NANOS;
        long disorder = Math.min(MOST_DISORDER_NANOS, spanNanos / SPAN_TO_DISORDER);
        return pause >= -disorder && pause <= longest;
    }

    /** {@code tcpdump -C} begins with no number at all, and {@code -G} can put one anywhere. */
    private static String stem(String name) {
        int file = name.lastIndexOf('/') + 1;
        return name.substring(0, file) + name.substring(file).replaceAll("[0-9]+", "");
    }

    /**
     * Puts files whose names differ in digits only into the order of their first packets, at the place of the first of
     * them. The others stay where they are.
     */
    public static List<Input> inTimeOrder(List<Input> inputs) {
        Map<String, List<Input>> siblings = new LinkedHashMap<>();
        for (Input input : inputs) {
            boolean isFile = input.path() != null && Files.isRegularFile(input.path());
            String group = isFile ? stem(input.name()) : input.name() + "//" + siblings.size();
            siblings.computeIfAbsent(group, first -> new ArrayList<>()).add(input);
        }
        List<Input> ordered = new ArrayList<>();
        for (List<Input> group : siblings.values()) {
            if (group.size() > 1) {
                Map<Input, Long> begin = new LinkedHashMap<>();
                group.forEach(input -> begin.put(input, firstPacketNanos(input)));
                group.sort(Comparator.comparing(begin::get));
            }
            ordered.addAll(group);
        }
        return ordered;
    }

    /** Files of which that cannot be told come last; why, is said when they are read. */
    private static long firstPacketNanos(Input input) {
        try (InputStream in = input.open()) {
            PacketReader reader = new Unpacked(in).openQuietly();
            Packet packet = new Packet();
            return reader != null && reader.next(packet) ? packet.timeNanos : Long.MAX_VALUE;
        } catch (IOException unreadable) {
            return Long.MAX_VALUE;
        }
    }
}
