package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The lines that nginx, HAProxy and Apache wrote about backends of which it is known what they did. Where lines that differ in
 * names and numbers only come from different ends, none of them can be told, and whoever tells it is wrong.
 */
class LabelledProxyLinesTest {
    private static final Set<String> SYSTEMS =
            Set.of("nginx-error", "nginx-access(custom)", "apache-error", "apache-access", "haproxy-httplog");

    private static final String UNDECIDABLE = "not decidable";
    private static final String NONE = "none";

    /** What the backend did, in the kernel's terms. */
    private static final Map<String, String> ENDS = Map.ofEntries(
            Map.entry("rst", "RST"),
            Map.entry("karst", "RST"),
            Map.entry("halfrst", "RST"),
            Map.entry("unread", "RST"),
            Map.entry("fin", "FIN"),
            Map.entry("kafin", "FIN"),
            Map.entry("halffin", "FIN"),
            Map.entry("hdrfin", "FIN"),
            Map.entry("refused", "refused"),
            Map.entry("two", "refused"),
            Map.entry("black", "connect timeout"),
            Map.entry("slow", "silence"),
            Map.entry("junk", "protocol"),
            Map.entry("down", NONE));

    /** Lines whose label is what the backend would have done, or did to another line; by words in them, with the reason. */
    private static final List<Correction> CORRECTIONS = List.of(
            new Correction(
                    "nginx-error", "client intended to send too large body", NONE, "nginx never asked the backend"),
            new Correction("nginx-error", "is buffered to a temporary file", NONE, "says nothing of a connection"),
            new Correction(
                    "nginx-error", "temporarily disabled", NONE, "follows from failures that have lines of their own"),
            new Correction(
                    "nginx-error",
                    "client prematurely closed",
                    "FIN",
                    "the client left before the slow backend answered"),
            new Correction("nginx-error", "no live upstreams", NONE, "nginx decided so without a packet"),
            new Correction("nginx-access(custom)", "ua=\"u_two\"", NONE, "no live upstreams: decided without a packet"),
            new Correction("nginx-access(custom)", " 413 ", NONE, "nginx never asked the backend"),
            new Correction("nginx-access(custom)", " 499 ", UNDECIDABLE, "the client left, by FIN or by RST"),
            new Correction(
                    "apache-error", "AH01097", UNDECIDABLE, "without an errno; a FIN and a second write end so, too"),
            new Correction(
                    "apache-error", "AH01106", UNDECIDABLE, "a bad header and the end within a header are told alike"),
            new Correction("apache-error", "AH00898", UNDECIDABLE, "follows on AH01102, which has the errno"),
            new Correction("haproxy-httplog", "<NOSRV>", NONE, "HAProxy decided so without a packet"));

    private record Correction(String system, String words, String label, String reason) {}

    private record Labelled(String system, String mode, String line) {
        String end() {
            return CORRECTIONS.stream()
                    .filter(correction -> correction.system.equals(system) && line.contains(correction.words))
                    .map(Correction::label)
                    .findFirst()
                    .orElse(Objects.requireNonNull(ENDS.get(mode), mode));
        }

        /** The line without names and without numbers that are no status, errno or message number. */
        String shape() {
            return switch (system) {
                case "nginx-error" -> line.replaceFirst(".*#\\d+: \\*\\d+ ", "").replaceFirst(", client: .*", "");
                case "apache-error" -> all("\\(\\d+\\)|AH\\d+", line);
                case "haproxy-httplog" -> all("<NOSRV>| [-a-zA-Z]{4} (?=\\d+/)", line);
                case "apache-access" -> all("\" \\d{3} ", line);
                default ->
                    all("\" \\d{3} | us=\"[^\"]*\"|ua=\"u_", line)
                            + all("u[ch]t=\"[^\"]*\"", line).replaceAll("[0-9.]+", "N");
            };
        }

        private static String all(String pattern, String line) {
            StringBuilder found = new StringBuilder();
            Matcher matcher = Pattern.compile(pattern).matcher(line);
            while (matcher.find()) {
                found.append(matcher.group()).append(' ');
            }
            return found.toString();
        }
    }

    @Test
    void saysWhatTheLinesSayAndNoMore() throws IOException {
        List<Labelled> lines = lines();
        Map<String, Set<String>> endsOfShape = new HashMap<>();
        for (Labelled line : lines) {
            endsOfShape
                    .computeIfAbsent(line.system + line.shape(), shape -> new HashSet<>())
                    .add(line.end());
        }
        Map<String, int[]> counts = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Labelled line : lines) {
            Set<String> ends = Objects.requireNonNull(endsOfShape.get(line.system + line.shape()));
            String expected = ends.size() == 1 ? line.end() : UNDECIDABLE;
            String answer = answer(line.line);
            boolean isRight = answer.equals(expected) || expected.equals(UNDECIDABLE) && answer.equals(NONE);
            int[] count = counts.computeIfAbsent(line.system, system -> new int[2]);
            count[isRight ? 0 : 1]++;
            if (!isRight) {
                wrong.add(line.system + " " + line.mode + ": " + answer + " instead of " + expected + " of "
                        + line.shape());
            }
        }

        counts.forEach((system, count) ->
                System.out.println(system + ": " + count[0] + " of " + (count[0] + count[1]) + " lines right"));
        assertThat(lines).hasSize(132);
        assertThat(wrong.size()).as(String.join("\n", wrong)).isLessThanOrEqualTo((int) (lines.size() * 0.03));
    }

    /** A line that shows no failure has no event: the same as one that cannot be told, as long as nobody is accused. */
    private static String answer(String line) {
        List<LogEvent> events = new ArrayList<>();
        LogReader reader = new LogReader("test.log", events::add, (what, number) -> {
            throw new AssertionError(what);
        });
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        reader.accept(bytes, 0, bytes.length);
        reader.finish();
        assertThat(reader.summary().entries()).as(line).hasSize(1);
        return events.isEmpty() ? NONE : folded(events.get(0).symptom());
    }

    private static String folded(Symptom symptom) {
        return switch (symptom) {
            case RST -> "RST";
            case FIN -> "FIN";
            case REFUSED -> "refused";
            case UNREACHABLE -> "unreachable";
            case CONNECT_TIMEOUT -> "connect timeout";
            case SILENCE -> "silence";
            case PROTOCOL -> "protocol";
            case UNDECIDABLE -> UNDECIDABLE;
            case LOCAL_ABORT, NONE -> NONE;
        };
    }

    private static List<Labelled> lines() throws IOException {
        List<Labelled> lines = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(LabelledProxyLinesTest.class.getResourceAsStream("/log-lines-labelled.tsv"))) {
            for (String row : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).split("\r?\n")) {
                String[] cells = row.split("\t", 6);
                if (cells.length == 6 && SYSTEMS.contains(cells[0])) {
                    String line = cells[5];
                    boolean isQuoted = line.startsWith("\"");
                    lines.add(new Labelled(
                            cells[0],
                            cells[3],
                            isQuoted ? line.substring(1, line.length() - 1).replace("\"\"", "\"") : line));
                }
            }
        }
        return lines;
    }
}
