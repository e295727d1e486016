package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What clients of many runtimes wrote when a server did to them what the label says: {@code log-lines-labelled.tsv}. The
 * message alone is judged, never the name of the test that stands in the line.
 */
class LabelledMessagesTest {
    private static final Map<String, Symptom> BY_MODE = Map.ofEntries(
            Map.entry("fin", Symptom.FIN),
            Map.entry("hdrfin", Symptom.FIN),
            Map.entry("halffin", Symptom.FIN),
            Map.entry("kafin", Symptom.FIN),
            Map.entry("rst", Symptom.RST),
            Map.entry("unread", Symptom.RST),
            Map.entry("halfrst", Symptom.RST),
            Map.entry("karst", Symptom.RST),
            Map.entry("refused", Symptom.REFUSED),
            Map.entry("conntimeout", Symptom.CONNECT_TIMEOUT),
            Map.entry("black", Symptom.CONNECT_TIMEOUT),
            Map.entry("slow", Symptom.SILENCE),
            Map.entry("junk", Symptom.PROTOCOL));

    /** Where the label tells of something else than what the client could see. The first that fits counts. */
    private static final List<Correction> CORRECTIONS = List.of(
            new Correction(
                    "the client tried again, or took the cut answer for whole",
                    Symptom.NONE,
                    line -> line.message.equals("OK")),
            new Correction(
                    "the proxy answered in order, the label is of its upstream",
                    Symptom.NONE,
                    line -> line.system.startsWith("curl") && line.message.endsWith("rc=0")),
            new Correction(
                    "the label is of the proxy's upstream; curl's own connection ended with a FIN both times",
                    Symptom.FIN,
                    line -> line.system.startsWith("curl") && line.message.contains("transfer closed")),
            new Correction(
                    "a Java server half-closes first: the client read a FIN before the RST came",
                    Symptom.FIN,
                    line -> line.mode.equals("unread")
                            && Set.of("Socket", "SocketChannel", "HttpURLConnection", "jdkHttpClient")
                                    .contains(line.system)),
            new Correction(
                    "a refused connect is tried again on the closed channel, and so is one that the kernel gave up"
                            + " (PlainHttpConnection.canRetryConnect)",
                    Symptom.UNDECIDABLE,
                    line -> line.system.equals("jdkHttpClient") && line.mode.equals("refused")),
            new Correction(
                    "HttpClient 5 passes over what is no status line, and tells of the FIN behind it",
                    Symptom.FIN,
                    line -> line.system.startsWith("HC5") && line.mode.equals("junk")),
            new Correction(
                    "the parser tells of half a header line, not of what cut it off",
                    Symptom.PROTOCOL,
                    line -> line.mode.equals("hdrfin")
                            && line.message.matches("(?is).*(invalid|malformed|wrong) .*header.*")),
            new Correction(
                    "Jetty's client calls a RST an early end too",
                    Symptom.UNDECIDABLE,
                    line -> line.system.startsWith("jetty") && line.mode.equals("hdrfin")),
            new Correction(
                    "Reactor Netty says so whenever the channel closes while the body is sent",
                    Symptom.UNDECIDABLE,
                    line -> line.message.contains("while sending request body")),
            new Correction(
                    "Node says so of a RST, too, behind the error of the request that has the errno",
                    Symptom.UNDECIDABLE,
                    line -> line.system.equals("node:http") && line.message.endsWith("] aborted")),
            new Correction(
                    "words of the test program, not of Node",
                    Symptom.NONE,
                    line -> line.message.endsWith("] client timeout")));

    private record Correction(String reason, Symptom symptom, Predicate<Line> fits) {}

    private record Line(String system, String mode, String message) {
        Symptom label() {
            return CORRECTIONS.stream()
                    .filter(one -> one.fits.test(this))
                    .map(Correction::symptom)
                    .findFirst()
                    .orElse(BY_MODE.getOrDefault(mode, Symptom.UNDECIDABLE));
        }

        /** Without names and numbers; long ones are cut off in the file, each at another word. */
        String shape() {
            String shape = message.replaceAll("@[0-9a-f]+", "@").replaceAll("\\d+", "0");
            return system + " " + shape.substring(0, Math.min(shape.length(), 300));
        }
    }

    @Test
    void nearlyAllMessagesAreReadAsLabelled() throws IOException {
        List<Line> lines = lines();
        Map<String, Set<Symptom>> labelsByShape = new HashMap<>();
        lines.forEach(line -> labelsByShape
                .computeIfAbsent(line.shape(), shape -> new HashSet<>())
                .add(line.label()));

        Map<String, int[]> counts = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Line line : lines) {
            boolean decidable =
                    labelsByShape.getOrDefault(line.shape(), Set.of()).size() == 1;
            Symptom expected = decidable ? line.label() : Symptom.UNDECIDABLE;
            Symptom read = Messages.of(line.message).symptom();
            int[] count = counts.computeIfAbsent(line.system, system -> new int[2]);
            count[1]++;
            if (read == expected) {
                count[0]++;
            } else {
                wrong.add(line.system + " " + line.mode + " " + expected + ", read " + read + ": " + line.message);
            }
        }
        counts.forEach((system, count) ->
                System.out.println("labelled messages of " + system + ": " + count[0] + " of " + count[1]));
        wrong.forEach(System.out::println);

        assertThat(lines).hasSizeGreaterThan(200);
        assertThat(1 - (double) wrong.size() / lines.size())
                .as("share of %d messages that are read as labelled", lines.size())
                .isGreaterThanOrEqualTo(0.97);
    }

    private static List<Line> lines() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(LabelledMessagesTest.class.getResourceAsStream("/log-lines-labelled.tsv"))) {
            return rows(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).stream()
                    .skip(1)
                    .filter(cells -> !cells.get(0).matches("(nginx|haproxy|apache).*"))
                    .map(cells -> new Line(cells.get(0), cells.get(3), message(cells.get(5))))
                    .toList();
        }
    }

    /** What the client wrote, cause under cause as in a stack trace. */
    private static String message(String line) {
        int arrow = Math.max(line.indexOf(" => "), line.indexOf(" -> "));
        String said = arrow < 0 ? line : line.substring(arrow + 4);
        return said.replaceAll("( \\|{1,2})+ *$", "").replaceAll(" \\|{1,2} ", "\nCaused by: ");
    }

    /** Tab separated, quoted where a quote or a line end stands in a cell. */
    private static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (!quoted && (c == '\t' || c == '\n')) {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            } else if (quoted || c != '\r') {
                cell.append(c);
            }
        }
        return rows;
    }
}
