package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NotationTest {
    @ParameterizedTest
    @CsvSource({
        "NGINX, 75, 75",
        "NGINX, 1m30s, 90",
        "NGINX, 500ms, 0.5",
        "NGINX, 1d, 86400",
        "HAPROXY, 800, 0.8",
        "HAPROXY, 10s, 10",
        "APACHE, 5, 5",
        "APACHE, 100ms, 0.1",
        "GO, 0.25s, 0.25",
        "GO, 1h30m, 5400",
        "SPRING, 5000, 5",
        "SPRING, PT5S, 5",
        "MILLISECONDS, 65 * 1000, 65",
        "MILLISECONDS, 61_000, 61",
        "COUNT, 16, 16",
        "WORDS, 16, NaN",
        "NGINX, $timeout, NaN",
        "SECONDS, five, NaN",
    })
    void amountIsWhatTheProgramTakesItFor(Notation notation, String text, double amount) {
        assertThat(Double.valueOf(notation.amount(text))).isEqualTo(Double.valueOf(amount));
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX", "HAPROXY", "APACHE", "GO", "SPRING", "SECONDS", "MILLISECONDS"})
    void whatIsWrittenMeansTheSame(Notation notation) {
        for (double amount : new double[] {0.5, 1, 4, 65, 3600}) {
            assertThat(notation.amount(notation.write(amount))).isEqualTo(amount);
        }
    }

    @Property
    void everyMillisecondSurvives(@ForAll @IntRange(min = 1, max = 10_000_000) int millis) {
        assertThat(Notation.HAPROXY.amount(Notation.HAPROXY.write(millis / 1e3)))
                .isCloseTo(millis / 1e3, within(1e-9));
    }
}
