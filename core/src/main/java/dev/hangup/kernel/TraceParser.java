package dev.hangup.kernel;

import dev.hangup.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a kernel trace line by line: that of {@code trace} and {@code trace_pipe} of tracefs
 * (Documentation/trace/ftrace.rst), of {@code perf script}, and what a bpftrace program prints in the same words. All of
 * them have a time, the name of the event and {@code key=value} (include/trace/events/tcp.h, sock.h); what stands before the
 * time is skipped, also the task, since that is whoever the processor had interrupted and not the culprit.
 */
public final class TraceParser {
    private static final String SENT = "tcp_send_reset";
    private static final String RECEIVED = "tcp_receive_reset";

    /** Time, perhaps perf's count of the event, perhaps the subsystem, the event, its fields. */
    private static final Pattern EVENT =
            Pattern.compile("(?:^|\\s)(\\d{1,12}\\.\\d{1,9}|\\d{10,19}):?\\s+(?:\\d+\\s+)?(?:\\w+:)?(\\w+):\\s(.*)$");

    private static final Pattern WALL = Pattern.compile("#\\s*wall = mono \\+ (\\d{1,12}(?:\\.\\d{1,9})?)\\s*");
    private static final Pattern ENTRIES = Pattern.compile("#.*entries-written:\\s*(\\d{1,18})/(\\d{1,18})\\b.*");
    private static final Pattern LOST = Pattern.compile("\\bLOST \\d+ (?:EVENTS|events)\\b");

    /** A line of tracefs (task, processor, flags, time, event) or of perf script (task, process, processor, time, event). */
    private static final Pattern TRACER_LINE = Pattern.compile(
            "(?m)^.{0,40}\\s\\[\\d{3,4}\\]\\s+(?:[^\\s:]{4,6}\\s+)?\\d+\\.\\d{6,9}:\\s+(?:\\d+\\s+)?[\\w:]+:.*");

    private static final Pattern HEADER = Pattern.compile(
            "(?m)^(?:# tracer: \\w+|# wall = mono \\+ \\d.*|# ={8}\\R# captured on.*|Attach(?:ing|ed) \\d+ probes?.*)$");

    private static final Pattern ENDPOINT = Pattern.compile("\\[?([0-9a-fA-F:.]{2,45})\\]?:(\\d{1,5})");
    private static final int MOST_ADDRESSES = 10_000;
    private static final Set<String> UNSET = Set.of("0.0.0.0", "::");

    private final KernelTrace trace;
    private final ObjLongConsumer<String> damage;
    /** Most lines of a trace are about few hosts. */
    private final Map<String, Endpoint> addresses = new HashMap<>();

    private boolean full;

    /**
     * Prepares for one file.
     *
     * @param name as the user named it
     * @param damage is told what cannot be read, and in which line
     */
    public TraceParser(String name, ObjLongConsumer<String> damage) {
        trace = new KernelTrace(name);
        this.damage = damage;
    }

    /** Whether a text that begins like this is a trace. */
    public static boolean recognises(String beginning) {
        return HEADER.matcher(beginning).find()
                || TRACER_LINE.matcher(beginning).find()
                || beginning.contains(SENT + ": ")
                || beginning.contains(RECEIVED + ": ");
    }

    /** What was read so far. */
    public KernelTrace trace() {
        return trace;
    }

    /** Reads a line. Those of other events only tell which connections the kernel has, and from when to when it was traced. */
    public void line(long number, String line) {
        if (line.startsWith("#")) {
            header(line);
            return;
        }
        if (line.contains("LOST ") && LOST.matcher(line).find()) {
            trace.lose();
            damage.accept("the tracer lost events here", number);
            return;
        }
        boolean isReset = line.contains(SENT + ":") || line.contains(RECEIVED + ":");
        Matcher event = EVENT.matcher(line);
        if (!event.find()) {
            if (isReset) {
                damage.accept("a reset without a time that can be read", number);
            }
            return;
        }
        long nanos = nanos(event.group(1));
        trace.event(nanos);
        Map<String, String> fields = fields(event.group(3));
        Endpoint local = endpoint(fields, "src", "s");
        Endpoint remote = endpoint(fields, "dest", "d");
        String name = event.group(2);
        if (name.equals(SENT) || name.equals(RECEIVED)) {
            reset(number, nanos, name.equals(SENT), local, remote, fields);
        } else if (local != null && remote != null && !local.isUnspecified()) {
            trace.sight(local, remote);
        }
    }

    private void header(String line) {
        Matcher wall = WALL.matcher(line);
        if (wall.matches()) {
            trace.wallOffset(nanos(wall.group(1)));
        }
        Matcher entries = ENTRIES.matcher(line);
        if (entries.matches()) {
            long buffered = Long.parseLong(entries.group(1));
            trace.promise(buffered);
            if (buffered < Long.parseLong(entries.group(2))) {
                trace.lose();
            }
        }
    }

    private void reset(
            long number,
            long nanos,
            boolean sent,
            @Nullable Endpoint local,
            @Nullable Endpoint remote,
            Map<String, String> fields) {
        if (local == null || remote == null) {
            damage.accept("a reset without two ends that can be read", number);
            return;
        }
        String name = fields.get("reason");
        ResetReason reason = name == null ? null : ResetReason.named(name);
        if (name != null && reason == null) {
            damage.accept("a reset for a reason that is not known", number);
        }
        ResetRecord record =
                new ResetRecord(nanos, sent, local, remote, fields.getOrDefault("state", ""), reason, number);
        if (!trace.add(record) && !full) {
            full = true;
            damage.accept("more than " + KernelTrace.MOST_RESETS + " resets: those from here on are left out", number);
        }
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(" ")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    /** An end as newer kernels print it, {@code src=10.0.0.1:80}, or as older ones do, {@code sport=80 saddr=10.0.0.1}. */
    private @Nullable Endpoint endpoint(Map<String, String> fields, String whole, String letter) {
        String text = fields.get(whole);
        if (text != null) {
            Matcher parts = ENDPOINT.matcher(text);
            return parts.matches() ? endpoint(parts.group(1), parts.group(2)) : null;
        }
        String port = fields.get(letter + "port");
        String address = fields.get(letter + "addr");
        String six = fields.get(letter + "addrv6");
        boolean isSix =
                six != null && (address == null || UNSET.contains(address) || "AF_INET6".equals(fields.get("family")));
        String either = isSix ? six : address;
        return port == null || either == null ? null : endpoint(either, port);
    }

    private @Nullable Endpoint endpoint(String address, String port) {
        try {
            int number = Integer.parseInt(port);
            if (number > 0xffff || number < 0) {
                return null;
            }
            if (addresses.size() >= MOST_ADDRESSES) {
                addresses.clear();
            }
            Endpoint host = addresses.computeIfAbsent(address, literal -> Endpoint.ofLiteral(literal, 0));
            return new Endpoint(host.high(), host.low(), number);
        } catch (IllegalArgumentException notAnEndpoint) {
            return null;
        }
    }

    /** Seconds with a fraction, or nanoseconds without. */
    private static long nanos(String text) {
        int point = text.indexOf('.');
        if (point < 0) {
            return text.length() > 18 && text.compareTo(Long.toString(Long.MAX_VALUE)) > 0
                    ? Long.MAX_VALUE
                    : Long.parseLong(text);
        }
        String fraction = (text.substring(point + 1) + "000000000").substring(0, 9);
        long seconds = Long.parseLong(text.substring(0, point));
        return Math.min(seconds, Long.MAX_VALUE / 2_000_000_000L) * 1_000_000_000L + Long.parseLong(fraction);
    }
}
