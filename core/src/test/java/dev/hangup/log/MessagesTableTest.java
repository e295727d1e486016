package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the table of messages to its own form. */
class MessagesTableTest {
    private static final List<String[]> ROWS = rows();

    @Test
    void everyRowHasAllColumnsAndSmallLetters() {
        assertThat(ROWS).allSatisfy(row -> {
            assertThat(row).hasSize(7);
            assertThat(row[0]).isNotEmpty().isEqualTo(small(row[0]));
            assertThat(row[1]).isEqualTo(small(row[1]));
        });
    }

    @Test
    void noRowIsHiddenByAnEarlierOneOfAnotherMeaning() {
        assertThat(ROWS)
                .filteredOn(row -> !row[2].isEmpty())
                .allSatisfy(row -> assertThat(Messages.of(text(row[0]) + " " + text(row[1]))
                                .symptom()
                                .name())
                        .as("%s, %s", row[0], row[1])
                        .isEqualTo(row[2]));
    }

    @Test
    void sieveFindsEveryRow() {
        Set<String> needles = Needles.all();

        assertThat(ROWS)
                .filteredOn(row -> !row[2].isEmpty() && !row[2].equals(Symptom.NONE.name()))
                .allSatisfy(row -> assertThat(needles)
                        .as("%s, %s", row[0], row[1])
                        .anyMatch(needle -> row[0].contains(needle) || row[1].contains(needle)));
    }

    @Test
    void noRowStandsTwice() {
        assertThat(ROWS)
                .extracting(row -> row[0] + "\t" + row[1] + "\t" + row[2].isEmpty())
                .doesNotHaveDuplicates();
    }

    /** A text with the words, in a frame where they are looked for in one. */
    private static String text(String cell) {
        String words = cell.replace("\\n", "\n");
        return words.startsWith("@") ? "\nat " + words.substring(1) + "\n" : words;
    }

    private static String small(String text) {
        return ErrorText.small(text);
    }

    private static List<String[]> rows() {
        try (InputStream in = Objects.requireNonNull(Messages.class.getResourceAsStream("messages.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }
}
