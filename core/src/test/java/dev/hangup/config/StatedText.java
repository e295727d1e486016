package dev.hangup.config;

import java.util.Objects;

/** A chain written in a test. */
public final class StatedText {
    private StatedText() {}

    /** The chain in {@code text}, all of which must be readable. */
    public static ChainFile chain(String text) {
        return Objects.requireNonNull(ChainFile.read(new Source("chain.yaml", text, (what, line) -> {
            throw new AssertionError("line " + line + ": " + what);
        })));
    }
}
