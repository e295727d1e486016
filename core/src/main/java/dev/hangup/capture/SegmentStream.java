package dev.hangup.capture;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a capture in batches, read and dissected ahead on a thread of its own where there is a processor for
 * it, and in the order of their times where the file has them in another ({@link Reordering}). The order of the segments,
 * and so every verdict, is the same either way.
 */
public final class SegmentStream implements AutoCloseable {
    private static final int BATCHES = 4;
    private static final int SPARE_WINDOWS = 4;
    private static final int LOOK_UP_MILLIS = 100;

    private final ByteSource source;
    private final PacketReader reader;
    private final Dissector dissector = new Dissector();
    private final Packet packet = new Packet();
    private final BlockingQueue<SegmentBatch> empty = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<SegmentBatch> full = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<byte[]> windows = new ArrayBlockingQueue<>(SPARE_WINDOWS);
    private final Consumer<Segment> lookAhead;
    private final Reordering reordering = new Reordering();
    private final @Nullable Thread ahead;
    private volatile boolean stopped;
    private @Nullable SegmentBatch current;
    private volatile @Nullable Throwable failure;
    private boolean carriesOver;

    /**
     * Reads {@code reader}, which reads {@code source}.
     *
     * @param threaded whether to read ahead on another thread
     */
    public SegmentStream(ByteSource source, PacketReader reader, boolean threaded) {
        this(source, reader, threaded, segment -> {});
    }

    /**
     * The same with work on each TCP segment that needs no connection, which the thread that reads ahead has time for.
     *
     * @param lookAhead does that work: it sees each segment once, in the order of the file
     */
    public SegmentStream(ByteSource source, PacketReader reader, boolean threaded, Consumer<Segment> lookAhead) {
        this.source = source;
        this.reader = reader;
        this.lookAhead = lookAhead;
        for (int i = 0; i < BATCHES; i++) {
            empty.add(new SegmentBatch());
        }
        source.takeWindowsFrom(windows::poll);
        Thread thread = null;
        if (threaded) {
            thread = new Thread(this::readAhead, "hangup-reader");
            thread.setDaemon(true);
            thread.start();
        }
        ahead = thread;
    }

    /**
     * The next batch, valid until the next call; null at the end.
     *
     * @throws IOException when the capture cannot be read further; all batches before have been delivered
     * @throws IllegalStateException when the reader threw anything else
     */
    public @Nullable SegmentBatch next() throws IOException {
        try {
            SegmentBatch before = current;
            if (before != null && before.last) {
                return atEnd();
            }
            byte[] windowBefore = before == null ? null : before.window;
            if (before != null) {
                empty.put(before);
            }
            SegmentBatch batch = ahead == null ? fill(empty.take()) : takeFull();
            if (batch == null) {
                return atEnd();
            }
            if (windowBefore != null && windowBefore != batch.window) {
                giveBack(windowBefore);
            }
            current = batch;
            return batch.size == 0 && batch.last ? atEnd() : batch;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Waits for the next full batch; null once the stream is stopped, though the reader may still hang in a read. */
    private @Nullable SegmentBatch takeFull() throws InterruptedException {
        SegmentBatch batch = null;
        while (batch == null) {
            boolean over = stopped;
            batch = full.poll(over ? 0 : LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
            if (over && batch == null) {
                return null;
            }
        }
        return batch;
    }

    private void giveBack(byte[] window) {
        if (window.length == ByteSource.WINDOW) {
            windows.offer(window);
        }
    }

    private @Nullable SegmentBatch atEnd() throws IOException {
        Throwable why = failure;
        if (why instanceof IOException unreadable) {
            throw unreadable;
        }
        if (why != null) {
            throw new IllegalStateException("the reader failed", why);
        }
        return null;
    }

    private void readAhead() {
        try {
            SegmentBatch batch;
            do {
                batch = fill(empty.take());
                full.put(batch);
            } while (!batch.last);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fills {@code batch} until there is something in it that need not be held back, or the capture ends. */
    private SegmentBatch fill(SegmentBatch batch) {
        batch.last = false;
        do {
            read(batch);
            if (!batch.last) {
                reordering.hold(batch);
            }
        } while (batch.size == 0 && !batch.last);
        return batch;
    }

    /** Reads up to the capacity of {@code batch}, the end of the window, or the end of the capture. */
    private void read(SegmentBatch batch) {
        reordering.resume(batch);
        batch.window = SegmentBatch.NO_WINDOW;
        try {
            if (carriesOver) {
                carriesOver = false;
                take(batch);
            }
            while (batch.size < SegmentBatch.CAPACITY && !stopped) {
                if (!reader.next(packet)) {
                    batch.last = true;
                    break;
                }
                if (batch.window != SegmentBatch.NO_WINDOW && packet.bytes != batch.window) {
                    carriesOver = true;
                    break;
                }
                take(batch);
                if (source.isStarved() && reordering.releases(batch)) {
                    // A live capture: what has come so far must not wait for what has not.
                    break;
                }
            }
        } catch (IOException | RuntimeException | Error why) {
            // Even a defect of ours has to end the stream: who waits for the next batch would wait for ever.
            failure = why;
            batch.last = true;
        }
        batch.last |= stopped;
    }

    private void take(SegmentBatch batch) {
        batch.window = packet.bytes;
        Segment segment = batch.get(batch.size++);
        dissector.dissect(packet, segment);
        if (segment.kind == Segment.Kind.TCP) {
            lookAhead.accept(segment);
        }
        reordering.place(batch, segment.timeNanos);
    }

    /** What the dissector could not read; complete once the stream has ended. */
    public Dissector dissector() {
        return dissector;
    }

    /** Stops reading; what was read stays valid. */
    @Override
    public void close() {
        stopped = true;
        if (ahead != null) {
            ahead.interrupt();
        }
    }
}
