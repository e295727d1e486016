package dev.hangup.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Version;
import dev.hangup.connection.ServerSoftware;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimeoutDefaultsTest {
    private static final Set<String> ROLES = Set.of("server", "client", "proxy", "lb", "middlebox");
    private static final Set<String> UNITS = Set.of("s", "count");
    private static final Set<String> TIMERS =
            Set.of("idle", "connect", "read", "header", "lifetime", "tcp-keepalive", "drain", "requests");

    @Test
    void everyRowOfTheTableIsRead() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TimeoutDefaults.class.getResourceAsStream("timeouts.tsv"), "timeouts.tsv")) {
            List<String> rows =
                    new String(in.readAllBytes(), UTF_8).lines().skip(1).toList();

            assertThat(TimeoutDefaults.all()).hasSameSizeAs(rows);
        }
    }

    @Test
    void everyDefaultSaysWhatItIsAndWhereItWasRead() {
        assertThat(TimeoutDefaults.all())
                .filteredOn(one -> Stream.of(one.component(), one.setting(), one.value(), one.version(), one.source())
                        .anyMatch(String::isBlank))
                .isEmpty();
    }

    @Test
    void memoryIsNoSource() {
        assertThat(TimeoutDefaults.all())
                .filteredOn(one -> one.source().contains("from memory"))
                .isEmpty();
    }

    @Test
    void everyDefaultHasAKnownRoleUnitAndTimer() {
        assertThat(TimeoutDefaults.all())
                .filteredOn(one ->
                        !ROLES.contains(one.role()) || !UNITS.contains(one.unit()) || !TIMERS.contains(one.timer()))
                .isEmpty();
    }

    @Test
    void noCellHasBlanksAroundIt() {
        assertThat(TimeoutDefaults.all())
                .filteredOn(one -> Stream.of(
                                one.component(), one.role(), one.setting(), one.value(), one.unit(), one.source())
                        .anyMatch(cell -> !cell.equals(cell.strip())))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = ServerSoftware.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void everyServerThatIsRecognisedHasAnIdleDefault(ServerSoftware software) {
        assertThat(TimeoutDefaults.of(software.component(), "idle")).isNotEmpty();
    }

    @Test
    void unknownSoftwareHasNoDefaults() {
        assertThat(TimeoutDefaults.of(ServerSoftware.UNKNOWN.component(), "idle"))
                .isEmpty();
    }

    @Test
    void secondsAreKnownOnlyWhereTheValueIsANumberOfSeconds() {
        assertThat(of("75", "s").seconds()).isEqualTo(75);
        assertThat(of("0.5", "s").seconds()).isEqualTo(0.5);
        assertThat(of("1000", "count").seconds()).isEqualTo(-1);
        assertThat(of("off", "s").seconds()).isEqualTo(-1);
        assertThat(of("OS (7200)", "s").seconds()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "all (checked 1.31.5), 1.0.0, true",
        ">=1.19.10, 1.19.10, true",
        ">=1.19.10, 1.19.9, false",
        ">=1.19.10, 1.19, true",
        "<7.0.0, 6.4.0, true",
        "<7.0.0, 7.0.0, false",
        ">=11 <21 (checked 17.0.15), 17.0.6, true",
        ">=11 <21 (checked 17.0.15), 21, false",
        ">=11 <21 (checked 17.0.15), 8, false",
        "v3.7.9, 2.0.0, true"
    })
    void defaultMayHoldForTheVersionsWithinItsBounds(String versions, String version, boolean mayHold) {
        TimeoutDefault one = new TimeoutDefault("x", "server", "y", "1", "s", versions, "here", "idle");

        assertThat(one.mayHoldFor(Objects.requireNonNull(Version.of(version)))).isEqualTo(mayHold);
    }

    @Test
    void textNamesComponentSettingAndValue() {
        assertThat(of("75", "s").text()).isEqualTo("x y 75 s");
        assertThat(of("1000", "count").text()).isEqualTo("x y 1000");
    }

    @Test
    void boxesAreFoundByTheirIdleLimitAndNothingElseIs() {
        Set<Double> found = new TreeSet<>();
        for (TimeoutDefault one : TimeoutDefaults.middleboxIdleNear(350_300_000_000L)) {
            found.add(one.seconds());
            assertThat(one.role()).isIn("middlebox", "lb");
            assertThat(one.timer()).isEqualTo("idle");
        }

        assertThat(found).containsExactly(350.0);
        assertThat(TimeoutDefaults.middleboxIdleNear(349_000_000_000L)).isEmpty();
        assertThat(TimeoutDefaults.middleboxIdleNear(363_000_000_000L)).isEmpty();
        assertThat(TimeoutDefaults.middleboxIdleNear(-1)).isEmpty();
    }

    private static TimeoutDefault of(String value, String unit) {
        return new TimeoutDefault("x", "server", "y", value, unit, "all", "here", "idle");
    }
}
