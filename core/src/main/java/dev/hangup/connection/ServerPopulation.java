package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.IdleGaps;
import dev.hangup.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one server endpoint in one capture say together: after how long idle it closes, what became
 * of connections at which time. Bounded: each series keeps its first {@value #MAX_SAMPLES} samples, and those of times,
 * whose late ones tell of late failures, up to {@value #MAX_TIMES} while there is {@link Room}.
 */
public final class ServerPopulation {
    private static final int MAX_SAMPLES = 1 << 12;
    private static final int MAX_TIMES = 1 << 16;
    private static final long SAME_TIMER_NANOS = 100_000_000L;
    /** At such intervals some servers look which idle timeouts are over; nor is one shorter than this. */
    private static final long TICK_NANOS = 1_000_000_000L;

    private static final long BATCH_NANOS = 20_000_000L;
    /** Timers that were set together go off no farther apart. */
    private static final long JITTER_NANOS = 20_000_000L;

    private static final int SCATTER = 10;
    /** Who closes so soon after a request came has not worked on it. */
    private static final long PROMPT_NANOS = 50_000_000L;
    /** Fewer batches may be restarts. */
    private static final int HABIT = 3;

    private final Series idleCloses = new Series(MAX_SAMPLES);
    private final Series closes = new Series(MAX_TIMES);
    private final Series quietAtClose = new Series(MAX_TIMES);
    private final Series cuts = new Series(MAX_TIMES);
    private final Series waitsAtCut = new Series(MAX_SAMPLES);
    private final Series cutsAtWork = new Series(MAX_SAMPLES);
    private final Series gapsAtPromptCut = new Series(MAX_SAMPLES);
    private final Series answers = new Series(MAX_TIMES);
    private final Series refusals = new Series(MAX_TIMES);
    private final Series handshakes = new Series(MAX_TIMES);
    private final Series ignoredSyns = new Series(MAX_TIMES);
    private final Series requestsAtClose = new Series(MAX_SAMPLES);
    private final Room room;
    private final List<GatewayError> gatewayErrors = new ArrayList<>(0);
    private final Endpoint server;
    private final boolean keepsGaps;
    private @Nullable IdleGaps gaps;
    private long connections;
    private long requests;
    private long reuses;
    /** How many batches of closes there are; -1 until it is asked for. */
    private int closeBatches = -1;

    private int answeredInTls;
    private int answeredInClear;
    private @Nullable IdleTimeout idleTimeout;
    private ServerSoftware software = ServerSoftware.UNKNOWN;
    private long softwareVersion;
    private long otherVersion;
    private int ttl = -1;
    private long roundTripNanos = -1;
    private long toServerAndBackNanos = -1;
    private long longestSurvivedNanos = -1;
    private int mostAnswers;

    /** For how many samples beyond the first of each series there is room, in all populations that share it. */
    static final class Room {
        private long samples;

        Room(long samples) {
            this.samples = samples;
        }

        private boolean take(int more) {
            boolean isThere = more <= samples;
            samples -= isThere ? more : 0;
            return isThere;
        }
    }

    /** Times or durations in nanoseconds, or counts. */
    private final class Series {
        private static final long[] NONE = {};

        private final int most;
        private long[] values = NONE;
        private int size;
        private boolean sorted = true;

        Series(int most) {
            this.most = most;
        }

        /** Makes room for one more value; returns whether there is any. */
        boolean makeRoom() {
            return size < values.length || grow();
        }

        private boolean grow() {
            int length = Math.max(4, 2 * size);
            boolean grows = size < most && (length <= MAX_SAMPLES || room.take(length - size));
            if (grows) {
                values = Arrays.copyOf(values, length);
            }
            return grows;
        }

        void add(long value) {
            if (makeRoom()) {
                sorted &= size == 0 || values[size - 1] <= value;
                values[size++] = value;
            }
        }

        /** Where a value belongs in a series that is in order; most come in order. */
        int placeOf(long value) {
            return size == 0 || values[size - 1] <= value ? size : before(value + 1);
        }

        /** Puts a value at its place among others, for which there is room. */
        void insert(long value, int place) {
            System.arraycopy(values, place, values, place + 1, size - place);
            values[place] = value;
            size++;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }

        /** The first value that is not less than {@code bound}; {@link Long#MAX_VALUE} if there is none. */
        long firstFrom(long bound) {
            within(bound, bound);
            int first = before(bound);
            return first < size ? values[first] : Long.MAX_VALUE;
        }

        int within(long fromNanos, long toNanos) {
            if (!sorted) {
                Arrays.sort(values, 0, size);
                sorted = true;
            }
            return Math.max(0, before(toNanos + 1) - before(fromNanos));
        }

        /** How many values are less than {@code bound}. */
        private int before(long bound) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (values[middle] < bound) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /**
     * @param keepsGaps whether there is room for the lengths of its idle gaps
     * @param room for many samples
     */
    ServerPopulation(Endpoint server, boolean keepsGaps, Room room) {
        this.server = server;
        this.keepsGaps = keepsGaps;
        this.room = room;
    }

    boolean isOf(Side side) {
        return server.low() == side.low && server.port() == side.port && server.high() == side.high;
    }

    void opened() {
        connections++;
    }

    /** A request on a fresh connection began. */
    void requested() {
        requests++;
    }

    /** A request began on a connection that had answered before and been idle since, or was never idle: then -1. */
    void reused(long gapNanos) {
        requests++;
        reuses++;
        if (gapNanos < 0 || !keepsGaps) {
            return;
        }
        IdleGaps known = gaps;
        if (known == null) {
            known = new IdleGaps();
            gaps = known;
        }
        known.add(gapNanos);
    }

    /** A request was answered after its connection had been idle for so long. */
    void survived(long gapNanos) {
        longestSurvivedNanos = Math.max(longestSurvivedNanos, gapNanos);
    }

    void shookHands(long nanos, int serverTtl, long toServerAndBack, long roundTrip) {
        handshakes.add(nanos);
        spoke(serverTtl);
        if (roundTripNanos < 0 || roundTrip < roundTripNanos) {
            roundTripNanos = roundTrip;
        }
        if (toServerAndBackNanos < 0 || toServerAndBack < toServerAndBackNanos) {
            toServerAndBackNanos = toServerAndBack;
        }
    }

    /** Something came that the server itself must have sent. */
    void spoke(int serverTtl) {
        if (ttl < 0) {
            ttl = serverTtl;
        }
    }

    void closedIdle(long gapNanos) {
        idleCloses.add(gapNanos);
        idleTimeout = null;
    }

    void closed(long nanos, long quietNanos, int requests) {
        closeBatches = -1;
        if (closes.makeRoom() && quietAtClose.makeRoom()) {
            int place = closes.placeOf(nanos);
            closes.insert(nanos, place);
            quietAtClose.insert(quietNanos, place);
        }
        requestsAtClose.add(requests);
    }

    /** It closed a connection with an unanswered request on it, which came after so long an idle time (-1: the first). */
    void cut(long nanos, long waitNanos, long toServerAndBack, long gapNanos) {
        cuts.add(nanos);
        waitsAtCut.add(waitNanos);
        boolean isPrompt = waitNanos - Connection.longestWayNanos(toServerAndBack) < PROMPT_NANOS;
        if (!isPrompt) {
            cutsAtWork.add(nanos);
        }
        if (isPrompt && gapNanos >= 0) {
            gapsAtPromptCut.add(gapNanos);
        }
    }

    void passedErrorsOn(List<GatewayError> errors) {
        gatewayErrors.addAll(errors.subList(0, Math.min(errors.size(), MAX_SAMPLES - gatewayErrors.size())));
    }

    void answered(long nanos, int times, boolean inTls) {
        answers.add(nanos);
        mostAnswers = Math.max(mostAnswers, times);
        answeredInTls += inTls ? 1 : 0;
        answeredInClear += inTls ? 0 : 1;
    }

    /** An answer named a program and its version, a word of {@link ServerSoftware#versionIn}. */
    void named(ServerSoftware itsSoftware, long itsVersion) {
        if (itsVersion != 0 && software == ServerSoftware.UNKNOWN) {
            software = itsSoftware;
            softwareVersion = itsVersion;
        } else if (itsVersion != 0 && itsSoftware == software && itsVersion != softwareVersion) {
            otherVersion = itsVersion;
        }
    }

    void refused(long nanos) {
        refusals.add(nanos);
    }

    void ignoredSyn(long nanos) {
        ignoredSyns.add(nanos);
    }

    /** The program that its answers name with a version; unknown where none does. */
    public ServerSoftware software() {
        return software;
    }

    /** The versions of that program which its answers name: the first, and the last of others; of an address of many servers. */
    public List<Version> softwareVersions() {
        return Stream.of(softwareVersion, otherVersion)
                .map(ServerSoftware::version)
                .filter(Objects::nonNull)
                .toList();
    }

    /** How many connections to it were seen. */
    public long connections() {
        return connections;
    }

    /** How many requests were made of it; those that share a segment count as one. */
    public long requests() {
        return requests;
    }

    /** How many of them came on connections that it had answered on before. */
    public long reuses() {
        return reuses;
    }

    /** After how long idle connections to it were used again; null where none was, or there was no room. */
    public @Nullable IdleGaps gaps() {
        return gaps;
    }

    /** The longest idle gap after which a request was still answered, in nanoseconds; -1 if none was. */
    public long longestSurvivedNanos() {
        return longestSurvivedNanos;
    }

    /** The TTL of its packets at the capture point; -1 if it never spoke. */
    public int ttl() {
        return ttl;
    }

    /** The shortest handshake round trip in nanoseconds; -1 if none. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** The shortest time from a SYN to its SYN-ACK in nanoseconds: the way to it and back; -1 if none. */
    public long toServerAndBackNanos() {
        return toServerAndBackNanos;
    }

    /** The idle gaps in nanoseconds after which it closed, nothing being asked. */
    public long[] idleCloses() {
        return idleCloses.toArray();
    }

    /** How many of its connections are known with the number of requests that they had when it closed them. */
    public int countedCloses() {
        return requestsAtClose.size;
    }

    /** How many connections had {@code from} to {@code to} requests when it closed them. */
    public int closesAfterRequests(int from, int to) {
        return requestsAtClose.within(from, to);
    }

    /** Its idle timeout, estimated from the idle gaps that ended in its close. */
    public IdleTimeout idleTimeout() {
        IdleTimeout known = idleTimeout;
        if (known == null) {
            known = IdleTimeout.estimate(idleCloses.toArray());
            idleTimeout = known;
        }
        return known;
    }

    /**
     * How many connections it closed, by FIN or RST, in a span of time given in nanoseconds since 1970, that had not been
     * quiet for about {@code quietNanos} ({@link Connection#quietAtCloseNanos}). Connections that were opened together and
     * close together at the same timeout say nothing about the server's health.
     */
    public int closesWithin(long fromNanos, long toNanos, long quietNanos) {
        return closes.before(toNanos + 1) - closes.before(fromNanos) - closesAlike(fromNanos, toNanos, quietNanos);
    }

    private static boolean isSameTimer(long quiet, long other) {
        return quiet < 0 == other < 0 && Math.abs(quiet - other) < SAME_TIMER_NANOS + Math.abs(other) / 10;
    }

    /** How many that had been quiet for about {@code quietNanos} it closed in such a span. */
    public int closesAlike(long fromNanos, long toNanos, long quietNanos) {
        int found = 0;
        for (int i = closes.before(fromNanos); i < closes.size && closes.values[i] <= toNanos; i++) {
            found += isSameTimer(quietAtClose.values[i], quietNanos) ? 1 : 0;
        }
        return found;
    }

    /** Whether it closed one that had been quiet for about {@code quietNanos} at any other time. */
    public boolean closesAlikeOutside(long fromNanos, long toNanos, long quietNanos) {
        for (int i = 0; i < closes.size; i++) {
            boolean isOutside = closes.values[i] < fromNanos || closes.values[i] > toNanos;
            if (isOutside && isSameTimer(quietAtClose.values[i], quietNanos)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of those that had been quiet for about as long, how many closed far closer together than they had fallen quiet: timers
     * that each connection has of its own would have gone off as far apart as the last answers were.
     */
    public int closesScattered(long fromNanos, long toNanos, long atNanos, long quietNanos) {
        int found = 0;
        for (int i = closes.before(fromNanos); i < closes.size && closes.values[i] <= toNanos; i++) {
            long apart = Math.abs(quietAtClose.values[i] - quietNanos);
            boolean isScattered = apart > JITTER_NANOS && apart > SCATTER * Math.abs(closes.values[i] - atNanos);
            found += isScattered && isSameTimer(quietAtClose.values[i], quietNanos) ? 1 : 0;
        }
        return found;
    }

    /**
     * How many it closed in such a span that no timer explains, not even one that a server looks at once a second: they had
     * been idle for times too far apart for that, or for less than any idle timeout is.
     */
    public int closesBeyondTimers(long fromNanos, long toNanos, long quietNanos) {
        int found = 0;
        for (int i = closes.before(fromNanos); i < closes.size && closes.values[i] <= toNanos; i++) {
            long least = Math.min(quietAtClose.values[i], quietNanos);
            long most = Math.max(quietAtClose.values[i], quietNanos);
            boolean isTick = least > TICK_NANOS && (most - least < TICK_NANOS || most - least < least / 2);
            found += least < 0 || isSameTimer(least, most) || isTick ? 0 : 1;
        }
        return found;
    }

    /**
     * Whether it closes connections in batches again and again, some of which have been quiet for longer than others: it
     * looks at its timers at intervals only, as lighttpd does once a second.
     */
    public boolean closesInBatches() {
        if (closeBatches < 0) {
            closeBatches = countBatches();
        }
        return closeBatches >= HABIT;
    }

    private int countBatches() {
        int batches = 0;
        int i = 0;
        while (i < closes.size) {
            long least = quietAtClose.values[i];
            long most = least;
            int first = i;
            while (++i < closes.size && closes.values[i] - closes.values[i - 1] < BATCH_NANOS) {
                least = Math.min(least, quietAtClose.values[i]);
                most = Math.max(most, quietAtClose.values[i]);
            }
            boolean isBatch = i - first > 1 && least >= 0 && !isSameTimer(least, most);
            batches += isBatch ? 1 : 0;
        }
        return batches;
    }

    /** How many connections it closed, in a span of time, although it had been sent a request and not answered it. */
    public int cutsWithin(long fromNanos, long toNanos) {
        return cuts.within(fromNanos, toNanos);
    }

    /** The same of those whose last request it had had for a while. */
    public int cutsAtWorkWithin(long fromNanos, long toNanos) {
        return cutsAtWork.within(fromNanos, toNanos);
    }

    /** The same of those whose last request had waited for so long, in nanoseconds. */
    public int cutsAfter(long fromNanos, long toNanos) {
        return waitsAtCut.within(fromNanos, toNanos);
    }

    /** What the idle times have in common after which requests came that it had, and closed the connection at once. */
    public IdleTimeout idleBeforePromptCuts() {
        return IdleTimeout.estimate(gapsAtPromptCut.toArray());
    }

    /** The requests that it answered as a gateway whose server failed. */
    public List<GatewayError> gatewayErrors() {
        return gatewayErrors;
    }

    /** How many answers a connection got at most. */
    public int mostAnswers() {
        return mostAnswers;
    }

    /** How many connections got an answer inside TLS. */
    public int answeredInTls() {
        return answeredInTls;
    }

    /** How many connections got an answer outside TLS. */
    public int answeredInClear() {
        return answeredInClear;
    }

    /** How many handshakes it completed in a span of time. */
    public int handshakesWithin(long fromNanos, long toNanos) {
        return handshakes.within(fromNanos, toNanos);
    }

    /** How many connections got a first answer in a span of time. */
    public int answersWithin(long fromNanos, long toNanos) {
        return answers.within(fromNanos, toNanos);
    }

    /** Whether it answered a connection that was opened after {@code nanos} before it refused one. */
    public boolean livedOnAfter(long nanos) {
        return answers.firstFrom(nanos + 1) < refusals.firstFrom(nanos);
    }

    /** How many SYNs were refused in a span of time. */
    public int refusalsWithin(long fromNanos, long toNanos) {
        return refusals.within(fromNanos, toNanos);
    }

    /** How many connection attempts that nothing answered began in a span of time. */
    public int ignoredSynsWithin(long fromNanos, long toNanos) {
        return ignoredSyns.within(fromNanos, toNanos);
    }
}
