package dev.hangup.provoke;

import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.probe.Call;
import dev.hangup.probe.Dialer;
import dev.hangup.probe.Heard;
import dev.hangup.probe.Line;
import dev.hangup.probe.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection that makes a request, is idle for exactly so long, and makes one more. */
final class Shot {
    /** A sleeping thread wakes up late by less than this, mostly; the rest is waited for wide awake. */
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(1500);

    private final Dialer dialer;
    private final InetSocketAddress address;
    private final long gapNanos;
    private final boolean looks;

    Shot(Dialer dialer, InetSocketAddress address, long gapNanos, boolean looks) {
        this.dialer = dialer;
        this.address = address;
        this.gapNanos = gapNanos;
        this.looks = looks;
    }

    /** What came of it; null when it could not be made, or what it met was neither HTTP nor an end. */
    @Nullable
    Aimed fire() throws InterruptedException {
        try {
            Listener.Opened opened = Listener.open(dialer, address);
            try (Call call = opened.call()) {
                long idleSince = opened.answer().lastByteNanos();
                byte[] request = call.request();
                return awaitMoment(idleSince + gapNanos) ? send(request, opened, idleSince) : null;
            }
        } catch (IOException failed) {
            return null;
        }
    }

    private boolean awaitMoment(long atNanos) throws InterruptedException {
        boolean due = dialer.brake().sleepUntil(atNanos - AWAKE_NANOS);
        while (due && System.nanoTime() - atNanos < 0) {
            Thread.onSpinWait();
        }
        return due;
    }

    private @Nullable Aimed send(byte[] request, Listener.Opened opened, long idleSince) throws IOException {
        Call call = opened.call();
        long looked = System.nanoTime();
        long sent = looked;
        Reaction reaction;
        if (looks && call.line().look() != Line.Event.NOTHING) {
            return aimed(opened, looked - idleSince, looked - idleSince, Reaction.CLOSED_BEFORE, 0);
        }
        try {
            sent = System.nanoTime();
            call.send(request);
            Heard heard = call.readAnswer();
            if (heard.end() == Line.Event.NOTHING && dialer.brake().isPulled()) {
                return null;
            }
            reaction = heard.reaction();
        } catch (SocketException lost) {
            // The kernel refuses to send on a connection that a RST has ended.
            reaction = Reaction.RESET;
        }
        return aimed(opened, looked - idleSince, sent - idleSince, reaction, System.nanoTime() - sent);
    }

    private static Aimed aimed(Listener.Opened opened, long gap, long sent, Reaction reaction, long reactionNanos)
            throws IOException {
        Call call = opened.call();
        InetSocketAddress local = (InetSocketAddress) call.tcp().channel().getLocalAddress();
        return new Aimed(
                gap,
                sent,
                reaction,
                reactionNanos,
                call.tcp().roundTripNanos(),
                opened.tookNanos(),
                local.getPort(),
                null);
    }
}
