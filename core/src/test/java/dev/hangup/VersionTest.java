package dev.hangup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {
    private static Version of(String text) {
        return Objects.requireNonNull(Version.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "1.25.3, 1.25.3",
        "v1.29.1, 1.29.1",
        "2.8-alpine, 2.8",
        "20, 20",
        "1.8.0_362, 1.8.0",
        "9.4.43.v20210629, 9.4.43"
    })
    void isReadAsFarAsItIsGiven(String text, String version) {
        assertThat(of(text)).hasToString(version);
    }

    @Test
    void textWithoutNumbersHasNone() {
        assertThat(Version.of("latest")).isNull();
        assertThat(Version.of("")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1.29.7, 1.29.7, true, false",
        "1.29.6, 1.29.7, false, true",
        "1.30, 1.29.7, true, false",
        "1.29, 1.29.7, false, false",
        "1, 1.29.7, false, false",
        "1.28, 1.29.7, false, true",
        "21, 21, true, false",
        "20, 21, false, true",
        "7, 7.0.0, true, false"
    })
    void whatIsGivenInPartIsOnlyWhatAllItMayBeAre(String version, String bound, boolean atLeast, boolean before) {
        assertThat(of(version).isAtLeast(of(bound))).isEqualTo(atLeast);
        assertThat(of(version).isBefore(of(bound))).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"1.25, 1.25.3, true", "1.25.3, 1.25.3, true", "1.25.4, 1.25.3, false", "2, 1, false", "1, 1.25, true"})
    void partAgreesWithTheWhole(String one, String other, boolean agree) {
        assertThat(of(one).agreesWith(of(other))).isEqualTo(agree);
        assertThat(of(other).agreesWith(of(one))).isEqualTo(agree);
    }

    @Property
    void wholeVersionIsEitherBeforeABoundOrNot(
            @ForAll @IntRange(max = 3) int major,
            @ForAll @IntRange(max = 3) int minor,
            @ForAll @IntRange(max = 3) int patch,
            @ForAll @IntRange(max = 3) int boundMajor,
            @ForAll @IntRange(min = -1, max = 3) int boundMinor) {
        Version bound = new Version(boundMajor, boundMinor, Version.OPEN);
        Version version = new Version(major, minor, patch);

        assertThat(version.isAtLeast(bound)).isNotEqualTo(version.isBefore(bound));
        // What holds for a part holds for each version that begins so.
        Version part = new Version(major, minor, Version.OPEN);
        assertThat(!part.isAtLeast(bound) || version.isAtLeast(bound)).isTrue();
        assertThat(!part.isBefore(bound) || version.isBefore(bound)).isTrue();
    }
}
