package dev.hangup.diagnosis;

import java.util.Locale;

/** Who: the one that closed, or the one whose behaviour or setting must change first. */
public enum Party {
    CLIENT,
    SERVER,
    PROXY,
    MIDDLEBOX,
    NETWORK,
    NONE;

    /** The name in every output. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
