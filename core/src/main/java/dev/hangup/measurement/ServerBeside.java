package dev.hangup.measurement;

import org.jspecify.annotations.Nullable;

/**
 * What the machine showed of the server while a step of a {@link Load} went on. What could not be read is null.
 *
 * @param queue its accept queue
 * @param turnedAway what the kernel turned away
 * @param descriptors those of the process that listens; of several, of the one that had least left
 */
public record ServerBeside(
        @Nullable Queue queue,
        @Nullable TurnedAway turnedAway,
        @Nullable Descriptors descriptors) {
    /**
     * Connections that nobody had accepted yet, when there were most of them.
     *
     * @param most the most that were seen (sk_ack_backlog)
     * @param limit after how many no more are taken in (sk_max_ack_backlog)
     */
    public record Queue(long most, long limit) {
        /** Whether it was full: Linux compares with "more than" (sk_acceptq_is_full). */
        public boolean isFull() {
            return most > limit;
        }
    }

    /**
     * How often the kernel turned something away in this step, at any listener of this network namespace.
     *
     * @param overflows as an accept queue was full (LINUX_MIB_LISTENOVERFLOWS)
     * @param drops for that or another reason (LINUX_MIB_LISTENDROPS)
     */
    public record TurnedAway(long overflows, long drops) {}

    /**
     * File descriptors of a process, when there were most of them.
     *
     * @param most the most that were seen open
     * @param limit how many it may have (RLIMIT_NOFILE, the soft limit); -1 for any number
     */
    public record Descriptors(long most, long limit) {
        /** Whether it had none left. */
        public boolean areExhausted() {
            return limit >= 0 && most >= limit;
        }
    }
}
