package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.Manner.Word;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What silence is taken to show. */
class ListenerTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static Listener.Sample sample(@Nullable Close close, long openNanos) {
        return new Listener.Sample(
                MILLISECOND,
                new Answer("HTTP/1.1", 200, new Advertised(-1, -1, false), false, 0),
                null,
                close,
                Listener.telling(openNanos, 100 * SECOND),
                null);
    }

    @Test
    void lessThanASecondTellsSomethingOnlyIfNoMoreWasWanted() {
        assertThat(Listener.telling(22 * MILLISECOND, 100 * SECOND)).isZero();
        assertThat(Listener.telling(22 * MILLISECOND, 20 * MILLISECOND)).isEqualTo(22 * MILLISECOND);
        assertThat(Listener.telling(2 * SECOND, 100 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void listeningThatWasCutShortAtOnceShowsNothing() {
        Close close = new Close(MILLISECOND, new Manner(List.of(Word.FIN)));

        assertThat(Listener.listening(List.of(sample(null, 22 * MILLISECOND)))).isEmpty();
        assertThat(Listener.listening(List.of(sample(null, 22 * MILLISECOND), sample(close, MILLISECOND))))
                .hasValue(new Listening("HTTP/1.1", List.of(close), null));
        assertThat(Listener.listening(List.of(sample(null, 22 * MILLISECOND), sample(null, 2 * SECOND))))
                .hasValue(new Listening("HTTP/1.1", List.of(), new Interval(2 * SECOND, 2 * SECOND, 1)));
    }
}
