package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Analysis;
import dev.hangup.evidence.Ledger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody reads at a terminal, from the bytes of the samples on. */
class TextReportTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("basedir", ".")).resolve("../samples");
    private static final String IDLE_CLOSE = "1-idle-close.pcap";
    private static final String RACE_BY_RST = "2-keepalive-race-rst.pcap";
    private static final String RACE_BY_FIN = "3-keepalive-race-fin-cross.pcap";
    private static final Pattern ESCAPE = Pattern.compile("\033\\[[0-9;]*m");

    /** A run of {@code explain} over captures held in memory. */
    private static final class Run {
        private final Map<String, byte[]> captures = new LinkedHashMap<>();
        private boolean colour;
        private boolean all;
        private int width = 100;
        private int top = 10;

        Run over(String... samples) throws IOException {
            for (String sample : samples) {
                captures.put("samples/" + sample, bytes(sample));
            }
            return this;
        }

        Run over(String name, byte[] capture) {
            captures.put(name, capture);
            return this;
        }

        Run inColour() {
            colour = true;
            return this;
        }

        Run withHealthy() {
            all = true;
            return this;
        }

        Run asWideAs(int columns) {
            width = columns;
            return this;
        }

        Run tellingInFull(int incidents) {
            top = incidents;
            return this;
        }

        String text() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
                TextReport report = new TextReport(out, colour, width, all, top);
                Analysis analysis = new Analysis(all, connection -> true, new Ledger(), report);
                captures.forEach(
                        (name, capture) -> analysis.add(name, new ByteArrayInputStream(capture), true, offset -> {}));
                report.write(analysis.report());
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String sample) throws IOException {
        return Files.readAllBytes(SAMPLES.resolve(sample));
    }

    @Test
    void raceEndedByResetIsToldWithItsNumbers() throws IOException {
        String text = new Run().over(RACE_BY_RST).text();

        assertThat(text)
                .startsWith("1 capture, 12 packets, 1 connection: 1 failed, 1 request lost, 0 healthy\n")
                .contains("keepalive-race (rst-no-fin): 1 request lost on 1 connection")
                .contains("The server closed an idle keep-alive connection just as the client sent its next request.")
                .contains("172.18.0.3:48702 -> 172.18.0.2:8000  (HTTP/1)")
                .contains("2017-11-12 17:11:27.551 UTC")
                .contains("hung up      the server: RST+ACK in frame 12")
                .containsPattern("next move    the server's \\(9\\d %\\)")
                .containsPattern("how sure     9\\d %, (all but certain|very likely)")
                .contains("server idle timeout 0.501 s (n=1)")
                .contains("idle before the request 0.501 s")
                .contains("from the request to the close 112 us")
                .contains("round trip 53 us")
                .containsPattern("For it, in bits .*\n +\\+\\d\\.\\d  ")
                .contains("Against it: nothing")
                .contains("What else it could be")
                .contains("What to change\n      - ");
    }

    @Test
    void ladderShowsTimesFramesRelativeNumbersAndTheIdleGap() throws IOException {
        String text = new Run().over(RACE_BY_RST).text();

        assertThat(text.lines())
                .anyMatch(line -> line.matches(" +0\\.000000 +1  \\|<= SYN, SYN\\+ACK, ACK =+>\\|  handshake, 53 us"))
                .anyMatch(line -> line.matches(
                        " +0\\.501875 +9  \\|<-- PSH\\+ACK seq=206 len=205 ack=351 -+\\|  answer, status 200"))
                .anyMatch(line -> line.matches(" +: +\\.\\.\\. 0\\.501 s idle \\.\\.\\. +:"))
                .anyMatch(line -> line.matches(
                        " +1\\.002733 +11  \\|--- PSH\\+ACK seq=351 len=175 ack=411 -+>\\|  request 3 \\(GET\\),.*"))
                .anyMatch(line -> line.matches(
                        " +1\\.002845 +12  \\|<-- RST\\+ACK seq=411 ack=526 win=252 -+\\|  acknowledges the"
                                + " request;.*"));
    }

    @Test
    void requestThatCrossesTheFinIsToldAsSuch() throws IOException {
        String text = new Run().over(RACE_BY_FIN).text();

        assertThat(text)
                .contains("keepalive-race (fin-cross)")
                .contains("server idle timeout 0.503 s (n=1)")
                .contains("hung up      the server: FIN in frame 10, then RST in frame 11")
                .contains("server closes, has not seen")
                .contains("retry: safe, whatever the method");
    }

    @Test
    void filterAndFramesForWiresharkAreGiven() throws IOException {
        assertThat(new Run().over(RACE_BY_RST).text())
                .contains("file     samples/2-keepalive-race-rst.pcap\n")
                .contains(
                        "filter   (ip.addr==172.18.0.3 && tcp.port==48702 && ip.addr==172.18.0.2 && tcp.port==8000)\n")
                .contains("look at  frames 11, 12\n");
    }

    @Test
    void filterOfAnIpv6ConnectionNamesIpv6() throws IOException {
        byte[] capture = LoopbackCapture.overIpv6(bytes(RACE_BY_FIN));

        assertThat(new Run().over("v6.pcap", capture).text())
                .contains("[fd00::1]:50678 -> [fd00::2]:8000")
                .contains("(ipv6.addr==fd00::1 && tcp.port==50678 && ipv6.addr==fd00::2 && tcp.port==8000)");
    }

    @Test
    void harmlessCloseHurtsNobodyAndItsTimeoutIsTold() throws IOException {
        assertThat(new Run().over(IDLE_CLOSE).text())
                .contains("Nobody was hurt: no request was lost on 1 connection.")
                .containsPattern("172\\.18\\.0\\.2:8000 +1  0\\.50\\d s \\(n=1\\)")
                .doesNotContain("failed");
    }

    @Test
    void severalCapturesAreListedAndTheIncidentsOverlooked() throws IOException {
        String text = new Run().over(IDLE_CLOSE, RACE_BY_RST, RACE_BY_FIN).text();

        assertThat(text)
                .startsWith("3 captures, 35 packets, 3 connections: 2 failed, 2 requests lost, 1 healthy\n")
                .contains("  in samples/\n")
                .containsPattern("1-idle-close\\.pcap +10 +1 +0  unknown")
                .containsPattern("2-keepalive-race-rst\\.pcap +12 +1 +1  unknown")
                .containsPattern("1 +1  keepalive-race \\(rst-no-fin\\) +\\d\\d %  server +172\\.18\\.0\\.3:48702")
                .contains("--- 1 of 2 ---")
                .contains("--- 2 of 2 ---");
    }

    @Test
    void sameConnectionSeenByTwoCapturesIsToldOnce() throws IOException {
        byte[] capture = bytes(RACE_BY_FIN);
        String text = new Run()
                .over("client.pcap", capture)
                .over("server.pcap", capture)
                .text();

        assertThat(text)
                .contains("2 failed (1 distinct), 1 request lost")
                .contains("--- 1 of 1 ---")
                .containsOnlyOnce("acket by packet")
                .containsPattern("also seen +at .*, in server\\.pcap: 1 connection, ");
    }

    /** Connections to another server are another matter, whatever else they share. */
    @Test
    void incidentsBeyondTheTenthGetOneLineEach() throws IOException {
        Run run = new Run();
        for (int port = 8000; port < 8013; port++) {
            run.over(port + ".pcap", LoopbackCapture.withServerPort(bytes(RACE_BY_FIN), 8000, port));
        }

        assertThat(run.text())
                .contains("13 failed, 13 requests lost")
                .contains("  ... and 3 more\n")
                .contains("--- 10 of 13 ---")
                .doesNotContain("--- 11 of 13 ---")
                .contains("3 more incidents; the options show one in full")
                .containsPattern("13 +1  keepalive-race \\(fin-cross\\) +98 %  --host 127\\.0\\.0\\.1 --port 8012");
    }

    @Test
    void fewerIncidentsAreToldInFullOnRequest() throws IOException {
        Run run = new Run().over(RACE_BY_RST, RACE_BY_FIN);

        assertThat(run.tellingInFull(1).text())
                .contains("--- 1 of 2 ---")
                .doesNotContain("--- 2 of 2 ---")
                .contains("1 more incident;");
        assertThat(run.tellingInFull(0).text()).doesNotContain("1 of 2").contains("2 more incidents;");
    }

    @Test
    void healthyConnectionsAreListedOnRequest() throws IOException {
        Run run = new Run().over(IDLE_CLOSE, RACE_BY_RST);

        assertThat(run.text()).doesNotContain("healthy connection");
        assertThat(run.withHealthy().text())
                .contains("1 healthy connection in samples/1-idle-close.pcap")
                .containsPattern("172\\.18\\.0\\.3:48528  172\\.18\\.0\\.2:8000  HTTP/1 +1  server")
                .contains("Idle timeouts measured");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 72, 80, 91, 92, 100, 120, 140})
    void noLineIsWiderThanTheTerminal(int width) throws IOException {
        String text = new Run()
                .over(IDLE_CLOSE, RACE_BY_RST, RACE_BY_FIN)
                .over(
                        "a/folder/with/a/name/that/is/far/too/long/for/any/terminal/of/this/world/v6.pcap",
                        LoopbackCapture.overIpv6(bytes(RACE_BY_FIN)))
                .withHealthy()
                .asWideAs(width)
                .text();

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(text).isASCII();
    }

    @Test
    void escapesAppearOnlyInColourAndChangeNoCharacter() throws IOException {
        String plain = new Run().over(RACE_BY_RST).text();
        String coloured = new Run().over(RACE_BY_RST).inColour().text();

        assertThat(plain).doesNotContain("\033");
        assertThat(coloured).contains("\033[1;31mkeepalive-race (rst-no-fin)\033[0m");
        assertThat(ESCAPE.matcher(coloured).replaceAll("")).isEqualTo(plain);
    }

    @Test
    void payloadIsNeverPrinted() throws IOException {
        for (String sample : List.of(IDLE_CLOSE, RACE_BY_RST, RACE_BY_FIN)) {
            assertThat(new Run().over(sample).withHealthy().text())
                    .doesNotContain("_healthcheck")
                    .doesNotContain("localhost")
                    .doesNotContain("HTTP/1.1")
                    .doesNotContain("Host:");
        }
    }

    /** The name of a file comes from whoever sent the capture; it must not reprogram the reader's terminal. */
    @Test
    void controlCharactersInAFileNameAreMadeHarmless() throws IOException {
        assertThat(new Run()
                        .over("\033]0;owned\007\u202e.pcap", bytes(RACE_BY_RST))
                        .text())
                .contains("file     ?]0;owned??.pcap\n")
                .doesNotContain("\033");
    }

    /** Ethernet frames in a file whose header says raw IP: the first byte is of an address and not the version of IP. */
    @Test
    void packetsOfWhichNoneIsTcpOverIpAreCounted() throws IOException {
        byte[] capture = bytes(RACE_BY_RST);
        int linkType = capture[20] == 0 ? 23 : 20;
        capture[linkType] = 101;

        assertThat(new Run().over("raw.pcap", capture).text())
                .contains("There was no TCP connection in it: not one of 12 packets could be read as TCP over IP.");
    }

    @Test
    void nothingIsPrintedWhenNothingCouldBeRead() {
        assertThat(new Run()
                        .over("notes.txt", "no capture".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEmpty();
    }
}
