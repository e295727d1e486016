package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;

/**
 * A verdict that waits for what other captures say.
 *
 * @param judge who gave it, and can be asked again
 */
public record Held(Verdict verdict, Judge judge) {
    Connection connection() {
        return verdict.connection();
    }
}
