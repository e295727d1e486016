package dev.hangup.config;

import java.util.List;

/** A family of configurations. */
interface Format {
    /** Whether a text that begins like this is one; strict, as logs and source code are given too. */
    boolean recognises(String beginning);

    /** The ends of hops in it. */
    List<HopEnd> read(Source source);
}
