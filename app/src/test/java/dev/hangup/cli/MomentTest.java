package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentTest {
    private static final long HALF_PAST_NINE = 1_795_253_400_000_000_000L;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795253400",
                "1795253400.0000000009",
                "2026-11-21 09:30",
                "2026-11-21 09:30:00",
                "2026-11-21 09:30:00.000 UTC",
                "2026-11-21T09:30:00Z",
                "2026-11-21T10:30+01:00"
            })
    void oneMomentIsWrittenInManyWays(String text) {
        assertThat(new Moment().convert(text)).isEqualTo(HALF_PAST_NINE);
    }

    @Test
    void dayBeginsAtMidnight() {
        assertThat(new Moment().convert("1970-01-02")).isEqualTo(86_400_000_000_000L);
    }

    @Test
    void fractionsAreKeptToTheNanosecond() {
        assertThat(new Moment().convert("1510506686.548449001")).isEqualTo(1_510_506_686_548_449_001L);
    }

    /** Nanoseconds in 64 bits end in the year 2262. */
    @ParameterizedTest
    @ValueSource(strings = {"99999999999999", "2263-01-01", "9999-12-31T23:59:59Z"})
    void momentTooFarAwayIsRefused(String text) {
        assertThatThrownBy(() -> new Moment().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("too far");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "09:30", "2026-13-01", "-1"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> new Moment().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is no time");
    }
}
