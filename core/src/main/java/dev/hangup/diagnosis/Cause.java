package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.List;

/**
 * A root cause. It knows how to weigh itself for a case, who must change something, and what. One class per cause in
 * {@code dev.hangup.diagnosis.cause}, one page per cause in {@code docs/causes}.
 */
public interface Cause {
    /** The name in every output, file, test and page. */
    String name();

    /** What happened, in plain words for somebody who never read an RFC; a clause without a full stop. */
    String plainly();

    /** When it can strike. */
    default Risk risk() {
        return Risk.REQUEST;
    }

    /** Puts on the scale what speaks for and against this cause; leaves it empty when the mechanism rules it out. */
    void weigh(Case failure, Scale scale);

    /** The same where only logs tell of it; leaves the scale empty when they rule it out. */
    default void weigh(LogCase failure, Scale scale) {}

    /** Puts on the scale what {@code hangup probe} measured of the server, by {@link MeasuredClues}. */
    default void weighMeasured(Case failure, MeasuredClues measured) {}

    /** The same where only logs tell of it. */
    default void weighMeasured(LogCase failure, MeasuredClues measured) {}

    /** What a kernel's word on the RST that ended the connection adds, in bits for or against; see {@link KernelClues}. */
    default double kernelBits(Case failure, Testimony testimony) {
        return 0;
    }

    /** What the server's host says of its accept queue adds, in bits for or against. */
    default double queueBits(ListenQueue queue) {
        return 0;
    }

    /** What a log's line about the connection adds to what its packets show, in bits for or against. */
    default double lineBits(LogEvent line) {
        return 0;
    }

    /** The rule of {@code hangup lint} that finds what leads to this cause; empty if none does. */
    default String rule() {
        return "";
    }

    /** Whether packets from where the capture was taken show what this cause does, but not that it was this. */
    default boolean isBeyondPackets(Case failure) {
        return false;
    }

    /** Whether packets from there show the same of this cause as of {@code other}; it is enough if one of the two says so. */
    default boolean looksLike(String other, Case failure) {
        return false;
    }

    /** Whose behaviour or setting must change first. */
    Party culprit(Case failure);

    /** The same where only logs tell of it. */
    default Party culprit(LogCase failure) {
        return Party.SERVER;
    }

    /** How sure the culprit is once the cause is, between 0 and 1. */
    default double culpritShare(Case failure) {
        return 1;
    }

    /** Which kind of this cause it is; empty if it has no kinds. */
    default String variant(Case failure) {
        return "";
    }

    /** What it says about the path, so that captures of other places can confirm or refute it. */
    default PathClaim claim(Case failure) {
        return failure.connection().isClosedByReset() ? PathClaim.RESET_SENT_BY_END : PathClaim.NONE;
    }

    /** What to change, most important first, with numbers from the evidence or from the table of defaults. */
    List<String> remedies(Case failure);

    /** The same where only logs tell of it; empty if they do not say enough. */
    default List<String> remedies(LogCase failure) {
        return List.of();
    }

    /** What to set by what {@code hangup probe} measured of the server. */
    default List<String> advice(MeasuredEndpoint measured) {
        return List.of();
    }

    /** The same where a capture may show that it is no longer so. */
    default List<String> advice(Case failure, MeasuredEndpoint measured) {
        return advice(measured);
    }

    /** The cheapest command that would tell this cause from its rivals; empty if nothing is needed. */
    default String settle(Case failure) {
        return "";
    }

    /** The same where only logs tell of it. */
    default String settle(LogCase failure) {
        return "";
    }
}
