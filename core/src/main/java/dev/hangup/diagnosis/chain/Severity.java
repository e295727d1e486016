package dev.hangup.diagnosis.chain;

import java.util.Locale;

/** How much a weakness matters; the levels of SARIF 2.1.0, section 3.27.10. */
public enum Severity {
    /** Worth knowing, or true only of some versions or paths. */
    NOTE,
    /** Will hurt under conditions that are common. */
    WARNING,
    /** Will hurt. */
    ERROR;

    /** The name in every output. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
