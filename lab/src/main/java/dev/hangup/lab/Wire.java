package dev.hangup.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * A cable between two hosts that this program is: it carries every IP packet after a delay, and drops, watches and forges
 * as a scenario wants. It stands in for {@code tc netem}, which not every kernel has.
 */
public final class Wire implements AutoCloseable {
    private static final int LARGEST_PACKET = 65_536;

    /** Which way a packet goes. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT;

        /** The way back. */
        public Way back() {
            return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
        }
    }

    /** Decides what becomes of a packet. */
    @FunctionalInterface
    public interface Rule {
        /** Whether {@code packet} gets through; called in the order of arrival, one way at a time. */
        boolean passes(Way way, Packet packet);
    }

    /** A packet under way, and when it arrives. */
    private static final class Parcel implements Delayed {
        private final long dueNanos;
        private final Way way;
        private final byte[] bytes;

        Parcel(long dueNanos, Way way, byte[] bytes) {
            this.dueNanos = dueNanos;
            this.way = way;
            this.bytes = bytes;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNanos, ((Parcel) other).dueNanos);
        }
    }

    private final Tun atClient;
    private final Tun atServer;
    private final long delayNanos;
    private final DelayQueue<Parcel> underWay = new DelayQueue<>();
    private final Thread[] threads;
    private volatile Rule rule = (way, packet) -> true;
    private volatile boolean closed;

    Wire(Tun atClient, Tun atServer, Duration oneWay) {
        this.atClient = atClient;
        this.atServer = atServer;
        delayNanos = oneWay.toNanos();
        threads = new Thread[] {
            new Thread(() -> carry(Way.TO_SERVER, atClient), "hangup-wire-to-server"),
            new Thread(() -> carry(Way.TO_CLIENT, atServer), "hangup-wire-to-client"),
            new Thread(this::deliver, "hangup-wire")
        };
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** From now on {@code newRule} decides what gets through. */
    public void setRule(Rule newRule) {
        rule = newRule;
    }

    /** From now on nothing gets through. */
    public void cut() {
        rule = (way, packet) -> false;
    }

    /** Sends {@code packet} as if it had come from the other end; it arrives at once. */
    public void inject(Way way, byte[] packet) {
        inject(way, packet, Duration.ZERO);
    }

    /** Sends {@code packet} as if it had come from the other end; it arrives after {@code time}. */
    public void inject(Way way, byte[] packet, Duration time) {
        underWay.add(new Parcel(System.nanoTime() + time.toNanos(), way, packet));
    }

    /** Whether it still carries anything. */
    boolean isOpen() {
        return !closed;
    }

    private void carry(Way way, Tun from) {
        byte[] buffer = new byte[LARGEST_PACKET];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            long due = System.nanoTime() + delayNanos;
            byte[] bytes = Arrays.copyOf(buffer, length);
            if (rule.passes(way, new Packet(bytes))) {
                underWay.add(new Parcel(due, way, bytes));
            }
        }
    }

    private void deliver() {
        try {
            while (!closed) {
                Parcel parcel = underWay.poll(50, TimeUnit.MILLISECONDS);
                if (parcel != null) {
                    (parcel.way == Way.TO_SERVER ? atServer : atClient).write(parcel.bytes);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        atClient.close();
        atServer.close();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        atClient.release();
        atServer.release();
    }
}
