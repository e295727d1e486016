package dev.hangup.evidence;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Opens inputs a second time. */
@FunctionalInterface
public interface Rereading {
    /**
     * Opens the input that was added by this name.
     *
     * @return null when it can be read only once, as a pipe
     * @throws IOException when it cannot be opened any more
     */
    @Nullable
    InputStream open(String name) throws IOException;
}
