package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a verdict that captures of several places led to together.
 *
 * @param captures all of them, in order of name
 * @param views how the others show the connection, and the one that decided where it has it under other addresses too
 * @param clocks by how much their clocks are ahead of that of the capture that decided, as far as packets tell
 * @param otherHop the other connection of a proxy that is one of its ends; null if none is known
 */
public record Joint(
        List<String> captures,
        List<View> views,
        List<ClockOffset> clocks,
        @Nullable OtherHop otherHop) {
    /** The connection as another capture shows it; behind an address translator the ends have other addresses. */
    public record View(String capture, Endpoint client, Endpoint server, long firstFrame, long lastFrame) {}
}
