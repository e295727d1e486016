package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-20T20:07:51Z | 2026-11-20T20:07:51Z | true | 1000000000",
                "2020-05-29T19:05:44.614+00:00 | 2020-05-29T19:05:44.614Z | true | 1000000",
                "2026-11-20 20:07:51,123 ERROR | 2026-11-20T20:07:51.123Z | false | 1000000",
                "[2026-11-20 20:07:51 +0100] [7] | 2026-11-20T19:07:51Z | true | 1000000000",
                "2026-11-20T20:07:51.123456789-05 x | 2026-11-21T01:07:51.123456789Z | true | 1",
                "[Envoy (Epoch 0)] [2020-05-29 22:04:05.063][27] | 2020-05-29T22:04:05.063Z | false | 1000000",
                "2026/11/20 20:07:51 [error] 7#7: *1 x | 2026-11-20T20:07:51Z | false | 1000000000",
                "127.0.0.1 - - [20/Nov/2026:20:08:14 +0000] x | 2026-11-20T20:08:14Z | true | 1000000000",
                "127.0.0.1:4 [20/Nov/2026:20:08:02.175] fe | 2026-11-20T20:08:02.175Z | false | 1000000",
                "20-Nov-2026 20:08:14.175 INFO [main] | 2026-11-20T20:08:14.175Z | false | 1000000",
                "[Fri Nov 20 20:08:16.495389 2026] [proxy:error] | 2026-11-20T20:08:16.495389Z | false | 1000",
                "Nov 20, 2026 8:08:16 PM com.example.Main | 2026-11-20T20:08:16Z | false | 1000000000",
                "{\"time\":\"2026-11-20T20:07:51+05:30\"} | 2026-11-20T14:37:51Z | true | 1000000000",
                "2026-12-31T23:59:60Z | 2027-01-01T00:00:00Z | true | 1000000000",
            })
    void readsWhatProgramsWrite(String text, Instant instant, boolean isZoneKnown, long precision) {
        assertThat(LogTimes.find(text)).isEqualTo(new LogTime(instant, isZoneKnown, true, precision));
    }

    @Test
    void yearThatSyslogLeavesOutIsGuessedAndNeverInTheFuture() {
        LogTime time = Objects.requireNonNull(LogTimes.find("Nov  3 20:08:16 host haproxy[1]: x"));

        assertThat(time.isDateKnown()).isFalse();
        assertThat(time.instant().atOffset(ZoneOffset.UTC).toString()).contains("-11-03T20:08:16");
        assertThat(time.instant()).isBefore(Instant.now().plusSeconds(2 * 86_400));
    }

    @Test
    void processIdAfterSyslogTimeIsNoYear() {
        assertThat(Objects.requireNonNull(LogTimes.find("Nov 20 20:08:16 2026-host x"))
                        .isDateKnown())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-11-20",
                "2026-13-20 20:07:51",
                "2026-02-30 20:07:51",
                "2026-11-20 25:07:51",
                "Nov 20",
                "the 20 November 2026",
                "192.168.100.200:1234",
                "x2026-11-20T20:07:51",
                "Mon",
                "20/Nov/2026:20:0",
            })
    void nothingElseIsATime(String text) {
        assertThat(LogTimes.find(text)).isNull();
    }

    @Test
    void looksNoFurtherThanTheBeginning() {
        assertThat(LogTimes.find("x ".repeat(60) + "2026-11-20T20:07:51Z")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1795205196, 2026-11-20T20:06:36Z, 1000000000",
        "1795205196.25, 2026-11-20T20:06:36.250Z, 10000000",
        "1795205196250, 2026-11-20T20:06:36.250Z, 1000000",
        "1795205196250001, 2026-11-20T20:06:36.250001Z, 1000",
        "1795205196250001002, 2026-11-20T20:06:36.250001002Z, 1",
    })
    void epochIsReadInItsUnit(String number, Instant instant, long precision) {
        assertThat(LogTimes.epoch(number)).isEqualTo(new LogTime(instant, true, true, precision));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "x", "1.2.3", "99999999999999999999", "-1795205196"})
    void otherNumbersAreNoEpoch(String number) {
        assertThat(LogTimes.epoch(number)).isNull();
    }

    @Property
    void noTextBreaksIt(@ForAll String text) {
        LogTimes.find(text);
        LogTimes.epoch(text);
    }
}
