package dev.hangup.log;

import java.util.function.*;

/** Stub. */
public final class LogReader {
    private final Consumer<LogEvent> events;
    private final ObjLongConsumer<String> damage;
    /** Stub. */
    public LogReader(String file, Consumer<LogEvent> events, ObjLongConsumer<String> damage) {
        this.events = events;
        this.damage = damage;
    }
    /** Stub. */
    public void accept(byte[] b, int f, int t) {
        if (f > t) {
            damage.accept("x", 0);
            events.accept(new LogEvent.Builder("f", 1, LogSource.NGINX).build());
        }
    }
    /** Stub. */
    public void finish() {}
    /** Stub. */
    public static boolean recognises(String b) {
        return false;
    }
    /** Stub. */
    public record Summary(boolean isLog, String written, long lines, Traffic traffic) {}
    /** Stub. */
    public Summary summary() {
        return new Summary(false, "", 0, new Traffic());
    }
}
