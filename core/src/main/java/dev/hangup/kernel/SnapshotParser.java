package dev.hangup.kernel;

import dev.hangup.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code nstat} and {@code ss -ltn} print (iproute2), one after the other or both in one file. It is bounded: at
 * most {@value #MOST} counters and as many listeners are kept.
 */
public final class SnapshotParser {
    static final int MOST = 10_000;

    private static final String COUNTER = "(?:Tcp|TcpExt|MPTcpExt|Ip|IpExt|Ip6|Icmp|Icmp6|Udp|Udp6)[A-Z]\\w{1,60}";
    private static final Pattern COUNTER_LINE =
            Pattern.compile("(" + COUNTER + ")\\s+(\\d{1,18})(?:\\s+\\d+\\.\\d+)?\\s*");
    private static final Pattern LISTENER_LINE = Pattern.compile(
            "(?:tcp\\s+)?LISTEN\\s+(\\d{1,12})\\s+(\\d{1,12})\\s+(\\S+):(\\d{1,5})\\s+\\S+:(?:\\*|\\d+).*");
    private static final Pattern BEGINNING = Pattern.compile(
            "(?m)\\A\\s*(?:#kernel$|#\\d+\\.\\d+ sampling_interval|" + COUNTER
                    + "\\s+\\d+\\s+\\d+\\.\\d|(?:Netid\\s+)?State\\s+Recv-Q\\s+Send-Q\\s|(?:tcp\\s+)?LISTEN\\s+\\d+\\s+\\d+\\s)");

    private final String name;
    private final ObjLongConsumer<String> damage;
    private final Map<String, Counter> counters = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();

    /**
     * Prepares for one file.
     *
     * @param name as the user named it
     * @param damage is told what cannot be read, and in which line
     */
    public SnapshotParser(String name, ObjLongConsumer<String> damage) {
        this.name = name;
        this.damage = damage;
    }

    /** Whether a text that begins like this holds counters or listeners. */
    public static boolean recognises(String beginning) {
        return BEGINNING.matcher(beginning).find();
    }

    /** What was read so far. */
    public HostSnapshot snapshot() {
        return new HostSnapshot(name, Map.copyOf(counters), List.copyOf(listeners));
    }

    /** Reads a line; one that is neither a counter nor a listener says nothing. */
    public void line(long number, String line) {
        Matcher counter = COUNTER_LINE.matcher(line);
        if (counter.matches() && counters.size() < MOST) {
            counters.put(counter.group(1), new Counter(Long.parseLong(counter.group(2)), number));
            return;
        }
        Matcher listener = LISTENER_LINE.matcher(line);
        if (listener.matches() && listeners.size() < MOST) {
            listener(number, listener);
        } else if (line.startsWith("LISTEN") && !listener.matches()) {
            damage.accept("a listener that cannot be read", number);
        }
    }

    private void listener(long number, Matcher parts) {
        try {
            String address = parts.group(3).replaceAll("[\\[\\]]|%[^\\]]*", "");
            Endpoint endpoint =
                    Endpoint.ofLiteral(address.equals("*") ? "::" : address, Integer.parseInt(parts.group(4)));
            listeners.add(
                    new Listener(endpoint, Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), number));
        } catch (IllegalArgumentException notAnAddress) {
            damage.accept("a listener on an address that cannot be read: names need ss -n", number);
        }
    }
}
