package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A verdict that waits for what other captures say. Each is one of its own, however alike two may be: to compare all of what
 * they say would take longer than to reach them.
 *
 * @param judge who gave it, and can be asked again
 */
public record Held(Verdict verdict, Judge judge) {
    Connection connection() {
        return verdict.connection();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
