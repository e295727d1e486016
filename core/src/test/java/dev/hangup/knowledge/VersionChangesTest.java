package dev.hangup.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionChangesTest {
    @Test
    void everyRowIsOfASoftwareInTheTableOfDefaultsAndHasASource() {
        assertThat(TableFile.rows("versions.tsv", 5)).hasSizeGreaterThan(5).allSatisfy(cells -> {
            assertThat(TimeoutDefaults.components()).contains(cells[0]);
            assertThat(Stream.of(cells[1], cells[3], cells[4])).noneMatch(String::isBlank);
        });
    }

    @Test
    void noRowIsLost() {
        assertThat(TimeoutDefaults.components().stream()
                        .mapToInt(software -> VersionChanges.of(software).size())
                        .sum())
                .isEqualTo(TableFile.rows("versions.tsv", 5).size());
    }
}
