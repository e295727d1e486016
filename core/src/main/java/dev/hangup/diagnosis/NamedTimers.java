package dev.hangup.diagnosis;

/** The round numbers that people and vendors choose for timers. */
public final class NamedTimers {
    private static final double[] SECONDS = {
        0.25, 0.5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 45, 60, 65, 75, 90, 100, 120, 130, 180, 240, 300, 350, 400, 600, 900,
        1200, 1800, 3600, 7200
    };

    /** Nobody lets idle connections go sooner but by mistake: what fits a shorter one does so by chance. */
    private static final double SHORTEST_IDLE_SECONDS = 0.5;

    private NamedTimers() {}

    /** The timer that a span fits (it fires up to 2 % and 30 ms late), in seconds; -1 if none. */
    public static double near(long nanos) {
        double seconds = nanos / 1e9;
        for (double timer : SECONDS) {
            if (seconds >= timer - 0.002 && seconds <= timer * 1.02 + 0.03) {
                return timer;
            }
        }
        return -1;
    }

    /** Whether an idle time fits a timer that somebody may have set for it. */
    public static boolean isIdleTimer(long nanos) {
        return near(nanos) >= SHORTEST_IDLE_SECONDS;
    }
}
