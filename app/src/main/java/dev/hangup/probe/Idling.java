package dev.hangup.probe;

import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.Manner.Word;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens to a connection on which nothing is under way, until the endpoint ends it. */
final class Idling {
    /** How long the rest of a goodbye may take: a FIN after a close_notify, say. */
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private Idling() {}

    /** What bytes mean on an idle connection. */
    interface Ear {
        /** The word that they are; null when they end nothing. */
        @Nullable
        Word word(ByteBuffer received) throws IOException;
    }

    /** HTTP/1: whatever comes was not asked for. */
    static @Nullable Word http1(ByteBuffer received) {
        received.position(received.limit());
        return Word.RESPONSE;
    }

    /**
     * Listens until {@code deadlineNanos}.
     *
     * @param sinceNanos when the connection became idle
     * @return how it was ended; null if it was not
     */
    static @Nullable Close listen(Line line, Ear ear, long sinceNanos, long deadlineNanos) throws IOException {
        List<Word> words = new ArrayList<>();
        long firstNanos = 0;
        long untilNanos = deadlineNanos;
        while (true) {
            Line.Event event = line.read(untilNanos);
            @Nullable
            Word word = switch (event) {
                case DATA -> ear.word(line.received());
                case CLOSE_NOTIFY -> Word.CLOSE_NOTIFY;
                case FIN -> Word.FIN;
                case RST -> Word.RST;
                case NOTHING -> null;
            };
            if (word != null && words.isEmpty()) {
                firstNanos = line.heardNanos();
                untilNanos = firstNanos + GOODBYE_NANOS;
            }
            if (word != null && !words.contains(word)) {
                words.add(word);
            }
            boolean over = event == Line.Event.NOTHING || word == Word.FIN || word == Word.RST;
            if (over) {
                return words.isEmpty() ? null : new Close(firstNanos - sinceNanos, new Manner(words));
            }
        }
    }
}
