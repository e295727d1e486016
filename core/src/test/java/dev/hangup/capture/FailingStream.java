package dev.hangup.capture;

import java.io.IOException;
import java.io.InputStream;

/** A stream of which every read fails, as on a broken disk. */
public final class FailingStream extends InputStream {
    private final String message;

    public FailingStream(String message) {
        this.message = message;
    }

    @Override
    public int read() throws IOException {
        throw new IOException(message);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return read();
    }
}
