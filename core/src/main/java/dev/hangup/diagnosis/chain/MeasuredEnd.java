package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.measurement.MeasuredEndpoint;

/**
 * An end of a hop, and what was measured there.
 *
 * @param end who accepts connections at the address, or what stands before it
 * @param endpoint the measurement
 */
public record MeasuredEnd(HopEnd end, MeasuredEndpoint endpoint) {}
