package dev.hangup.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.forecast.Usage.Basis;
import dev.hangup.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of access logs in, idle gaps out. */
class LoggedUsageTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String FORMAT = "$remote_addr [$time_iso8601] $msec \"$request\" $status $request_time "
            + "$upstream_addr $upstream_response_time c=$connection";

    private static List<Usage> usages(String log, String... formats) {
        LoggedUsage usage = new LoggedUsage();
        LogReader reader = new LogReader("access.log", event -> {}, (what, line) -> {}, List.of(formats));
        reader.watch(request -> usage.add("access.log", request));
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        reader.accept(bytes, 0, bytes.length);
        reader.finish();
        return usage.usages();
    }

    /** A line that nginx writes at {@code end} seconds into the log. */
    private static String nginx(double end, double took, String upstream, int connection) {
        return "10.0.0.1 [2026-11-21T10:00:%02d+00:00] %.3f \"GET / HTTP/1.1\" 200 %.3f %s %.3f c=%d%n"
                .formatted((int) end, 1_795_255_200 + end, took, upstream, took, connection);
    }

    private static void assertGaps(Usage usage, double... seconds) {
        assertThat(usage.gaps().count()).isEqualTo(seconds.length);
        for (double gap : seconds) {
            long nanos = (long) (gap * SECOND);
            assertThat(usage.gaps().within(nanos - nanos / 20, nanos + nanos / 20))
                    .as("%s s", gap)
                    .isGreaterThan(0.9);
        }
    }

    @Test
    void thePoolHandsOutTheConnectionUsedLast() {
        // Two at once take two connections; the one that ends last is used again, both times.
        String log = nginx(1.0, 1.0, "10.0.0.9:80", 1)
                + nginx(1.5, 1.5, "10.0.0.9:80", 2)
                + nginx(3.5, 0.0, "10.0.0.9:80", 3)
                + nginx(7.5, 0.0, "10.0.0.9:80", 4);
        Usage usage = usages(log, FORMAT).get(0);

        assertThat(usage.basis()).isEqualTo(Basis.REPLAYED_POOL);
        assertThat(usage.server()).isEqualTo("10.0.0.9:80");
        assertGaps(usage, 2, 4);
    }

    @Test
    void requestsAtOnceNeedConnectionsOfTheirOwn() {
        String log = nginx(5.0, 5.0, "10.0.0.9:80", 1) + nginx(5.1, 4.0, "10.0.0.9:80", 2);

        assertThat(usages(log, FORMAT)).isEmpty();
    }

    @Test
    void numberedConnectionsOfClientsAreFollowedEach() {
        String log = nginx(1.0, 0.5, "-", 7) + nginx(2.0, 0.1, "-", 8) + nginx(4.0, 0.5, "-", 7);
        List<Usage> usages = usages(log, FORMAT);

        assertThat(usages).singleElement().satisfies(usage -> {
            assertThat(usage.basis()).isEqualTo(Basis.LOGGED_CONNECTIONS);
            assertGaps(usage, 2.5);
        });
    }

    @Test
    void haproxysServersAreReplayedToo() {
        String line = "haproxy[1]: 10.0.0.1:%d [21/Nov/2026:10:00:%02d.000] web app/s1 0/0/0/5/500 200 120 - - ---- "
                + "1/1/0/0/0 0/0 \"GET / HTTP/1.1\"%n";

        assertThat(usages(line.formatted(4000, 1) + line.formatted(4001, 4)))
                .singleElement()
                .satisfies(usage -> {
                    assertThat(usage.server()).isEqualTo("app/s1");
                    assertGaps(usage, 2.5);
                });
    }

    @Test
    void linesWithoutDurationsSayNothing() {
        String line = "10.0.0.1 - - [21/Nov/2026:10:00:0%d +0000] \"GET / HTTP/1.1\" 200 157 \"-\" \"curl\"%n";

        assertThat(usages(line.formatted(1) + line.formatted(3))).isEmpty();
    }
}
