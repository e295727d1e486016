package dev.hangup.report;

import dev.hangup.diagnosis.chain.Chain;
import dev.hangup.diagnosis.chain.Weakness;
import java.util.List;

/**
 * What configurations beside the evidence say.
 *
 * @param files what was read
 * @param chain what they set up
 * @param weaknesses what is weak in it, the gravest first
 */
public record ConfigFindings(List<String> files, Chain chain, List<Weakness> weaknesses) {}
