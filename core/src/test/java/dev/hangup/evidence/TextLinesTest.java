package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextLinesTest {
    private final List<String> damage = new ArrayList<>();

    private List<String> read(byte[] bytes) throws IOException {
        TextLines lines = new TextLines(
                new ByteSource(new ByteArrayInputStream(bytes)), (what, line) -> damage.add(line + ": " + what));
        List<String> read = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            read.add(line);
            assertThat(lines.number()).isEqualTo(read.size());
        }
        return read;
    }

    private List<String> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesEndWithOneOrTwoBytesOrTheText() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(read("a\nb\r\n\nc")).containsExactly("a", "b", "", "c");
        assertThat(read("a\n")).containsExactly("a");
    }

    @Test
    void theRestOfALongLineIsSkippedAndTold() throws IOException {
        String longest = "x".repeat(TextLines.LONGEST);

        assertThat(read(longest + "\nb")).containsExactly(longest, "b");
        assertThat(damage).isEmpty();
        assertThat(read("a\n" + longest + "y".repeat(1_000_000) + "\nb")).containsExactly("a", longest, "b");
        assertThat(damage).containsExactly("2: longer than 8192 bytes: the rest of the line is not read");
    }

    @Property(tries = 500)
    void anyBytesAreRead(@ForAll byte[] bytes) throws IOException {
        int ends = 0;
        for (byte each : bytes) {
            ends += each == '\n' ? 1 : 0;
        }

        assertThat(read(bytes)).hasSizeBetween(ends, ends + 1);
    }
}
