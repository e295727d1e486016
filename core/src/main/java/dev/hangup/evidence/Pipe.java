package dev.hangup.evidence;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * A pipe, a terminal or standard input: what may be waited for in vain. Unlike with a {@link FileInputStream}, closing it
 * from another thread ends a read that waits: it then is at its end, and what was read stays good.
 */
public final class Pipe extends InputStream {
    /** Tells what has come already, which its channel cannot. */
    private final FileInputStream file;

    /** Its reads end when it is closed, which those of the file do not. */
    private final FileChannel channel;

    Pipe(FileInputStream file) {
        this.file = file;
        channel = file.getChannel();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        try {
            return channel.read(ByteBuffer.wrap(into, at, most));
        } catch (ClosedChannelException ended) {
            return -1;
        }
    }

    @Override
    public int available() throws IOException {
        return channel.isOpen() ? file.available() : 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
