package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogReaderTest {
    private static final String HEALTHY =
            "10.0.0.9 - - [20/Nov/2026:20:%02d:%02d +0000] \"GET /a HTTP/1.1\" 200 15 \"-\" \"x\"\n";
    private static final String FAILED =
            "2026/11/20 20:07:51 [error] 7#7: *1 upstream prematurely closed connection while reading upstream, client: "
                    + "10.0.0.9, server: , upstream: \"http://10.1.0.1:80/\"\n";

    /** Kinds of lines that can follow on each other in any order. */
    private static final List<String> LINES = List.of(
            FAILED,
            HEALTHY.formatted(1, 1),
            "10.0.0.9 - - [20/Nov/2026:20:08:14 +0000] \"GET /a HTTP/1.1\" 502 15 \"-\" \"x\"\r\n",
            "[2020-05-29 22:04:05.066][27][debug][connection] [connection_impl.cc:698] [C332] connecting to 10.1.0.1:443\n",
            "[2020-05-29 22:04:06.066][27][debug][pool] [conn_pool.cc:403] [C332] connect timeout\n",
            "[Fri Nov 20 20:08:16.495389 2026] [proxy:error] [pid 1:tid 2] (70007)The timeout specified has expired: AH00957: "
                    + "http: attempt to connect to 10.1.0.1:80 (10.1.0.1:80) failed\n",
            "\tat com.example.Reset.read(Reset.java:12)\n",
            "{\"status\": \"502\",\"upstream_status\": \"502, 200\",\"upstream_addr\":\"10.1.0.1:80, 10.1.0.2:80\"}\n",
            "\n",
            "caf\u00e9 \ud83d\ude00 \u001b[31mreset\u001b[0m\n",
            "x".repeat(3000) + " 502 reset\n",
            "y".repeat(70_000) + " reset\n");

    @Provide
    Arbitrary<String> logs() {
        return Arbitraries.of(LINES).list().ofMinSize(1).ofMaxSize(60).map(lines -> String.join("", lines));
    }

    @Property(tries = 200)
    void cutsOfTheStreamChangeNothing(
            @ForAll("logs") String log, @ForAll @IntRange(min = 1, max = 100_000) int length) {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        Logs whole = Logs.read(bytes, bytes.length);
        Logs pieces = Logs.read(bytes, length);

        assertThat(pieces.events()).isEqualTo(whole.events());
        assertThat(pieces.damage()).isEqualTo(whole.damage());
        assertThat(pieces.summary().entries()).isEqualTo(whole.summary().entries());
        assertThat(pieces.summary().lines()).isEqualTo(whole.summary().lines());
    }

    @Property(tries = 300)
    void noBytesBreakIt(@ForAll byte[] bytes, @ForAll("logs") String log) {
        byte[] text = log.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            text[(int) ((long) i * text.length / bytes.length)] = bytes[i];
        }
        Logs.read(text, 1 + bytes.length);
        LogReader.recognises(new String(text, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 1 << 20})
    void findsFailuresInTheMiddleOfMuch(int length) {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 9000; i++) {
            log.append(i == 8000 ? FAILED : HEALTHY.formatted(i / 60 % 60, i % 60));
        }

        Logs logs = Logs.read(log.toString().getBytes(StandardCharsets.UTF_8), length);

        assertThat(logs.events()).hasSize(1);
        assertThat(logs.events().get(0).line()).isEqualTo(8001);
        assertThat(logs.summary().lines()).isEqualTo(9000);
    }

    @Test
    void longLineIsCutAndTold() {
        String line = FAILED.replace("\n", ", x: " + "y".repeat(3_000_000) + "\n");

        Logs logs = Logs.read(HEALTHY.formatted(1, 1) + line + FAILED);

        assertThat(logs.events()).extracting(LogEvent::line).containsExactly(2L, 3L);
        assertThat(logs.damage()).containsExactly("2: longer than 65536 bytes: the rest of the line is not read");
    }

    @Test
    void lastLineNeedsNoEnd() {
        assertThat(Logs.read(HEALTHY.formatted(1, 1) + FAILED.strip()).events()).hasSize(1);
        assertThat(Logs.read("").summary().lines()).isZero();
        assertThat(Logs.read("x").summary().lines()).isEqualTo(1);
    }

    @Test
    void summaryKnowsFormatsTimesAndTraffic() {
        StringBuilder log = new StringBuilder();
        for (int second = 0; second < 3600; second++) {
            log.append(HEALTHY.formatted(second / 60, second % 60).repeat(3));
        }
        log.append(FAILED);

        LogSummary summary = Logs.read(log.toString()).summary();

        assertThat(summary.isLog()).isTrue();
        assertThat(summary.entries())
                .containsOnlyKeys("access log", "nginx error log")
                .containsEntry("nginx error log", 1L);
        assertThat(summary.first()).isEqualTo(LogTimes.find("20/Nov/2026:20:00:00 +0000"));
        assertThat(summary.last()).isEqualTo(LogTimes.find("2026/11/20 20:07:51"));
        assertThat(summary.traffic()
                        .linesBetween(Instant.parse("2026-11-20T20:10:00Z"), Instant.parse("2026-11-20T20:20:00Z")))
                .isBetween(1770.0, 1830.0);
        assertThat(summary.traffic().ratePerSecond(Instant.parse("2026-11-20T20:30:00Z"), Duration.ofMinutes(5)))
                .isBetween(2.95, 3.05);
    }

    @Test
    void logIsRecognisedByItsBeginning() {
        LINES.subList(0, 6)
                .forEach(line -> assertThat(LogReader.recognises(line)).as(line).isTrue());
        assertThat(LogReader.recognises("Starting up\n2026-11-20T20:08:14Z INFO ready\n"))
                .isTrue();
        assertThat(LogReader.recognises("server {\n  listen 80;\n}\n")).isFalse();
        assertThat(LogReader.recognises("# made 2026-11-20 20:08:14\nkeepalive_timeout: 5\n"))
                .isFalse();
        assertThat(LogReader.recognises(
                        "{\n  \"name\": \"outbound|443||api.example\",\n  \"connectTimeout\": \"1s\"\n"))
                .isFalse();
        assertThat(LogReader.recognises("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 100_000})
    void entryMayHaveBegunBeforeTheLineThatTells(int length) {
        String entry = """
                {
                  "time": "2026-11-20T20:08:14Z",

                  "status": "502",
                  "upstream_addr": "10.1.0.1:80",
                  "upstream_status": "502"
                }
                """;

        Logs logs = Logs.read((HEALTHY.formatted(1, 1) + entry + FAILED).getBytes(StandardCharsets.UTF_8), length);

        assertThat(logs.events()).extracting(LogEvent::line).containsExactly(2L, 9L);
        assertThat(logs.events().get(0).peerName()).isEqualTo("10.1.0.1:80");
    }

    @Test
    void textThatNamesATimeNowAndThenIsNoLog() {
        String prose = "No line here begins with what a log has.\n".repeat(60);

        assertThat(Logs.read(prose + HEALTHY.formatted(1, 1)).summary().isLog()).isFalse();
        assertThat(Logs.read(prose + FAILED).summary().isLog()).isTrue();
        assertThat(Logs.read("  .  ____ a banner\n".repeat(7) + HEALTHY.formatted(1, 1))
                        .summary()
                        .isLog())
                .isTrue();
    }

    @Test
    void brokenClocksTimeIsTheNearestThatFits() {
        assertThat(new LogTime(Instant.parse("9999-12-31T23:59:59Z"), true, true, 1).nanos())
                .isEqualTo(9_000_000_000_000_000_000L);
        assertThat(new LogTime(Instant.parse("1600-01-01T00:00:00Z"), true, true, 1).nanos())
                .isZero();
    }
}
