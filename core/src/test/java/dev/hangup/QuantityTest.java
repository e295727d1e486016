package dev.hangup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 us",
        "499, 0 us",
        "500, 1 us",
        "85_000, 85 us",
        "999_499, 999 us",
        "999_500, 1.00 ms",
        "12_345_678, 12.3 ms",
        "99_940_000, 99.9 ms",
        "100_000_000, 0.100 s",
        "501_000_000, 0.501 s",
        "999_500_000, 1.00 s",
        "5_000_000_000, 5.00 s",
        "9_995_000_000, 10.0 s",
        "75_000_000_000, 75.0 s",
        "350_000_000_000, 350 s",
        "599_400_000_000, 599 s",
        "600_000_000_000, 10.0 min",
        "900_000_000_000, 15.0 min",
        "7_200_000_000_000, 2.00 h",
        "86_400_000_000_000, 24.0 h",
        "-5_000_000_000, -5.00 s"
    })
    void durationHasThreeSignificantDigitsAndAUnit(String nanos, String text) {
        assertThat(Quantity.duration(Long.parseLong(nanos.replace("_", "")))).isEqualTo(text);
    }

    @Property(tries = 1000)
    void durationReadsBackWithinHalfAPercent(
            @ForAll @LongRange(min = 1_000_000, max = 3_000_000_000_000_000L) long nanos) {
        String[] parts = Quantity.duration(nanos).split(" ");
        double unit = switch (parts[1]) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "min" -> 60e9;
            case "h" -> 3600e9;
            default -> throw new AssertionError("unit " + parts[1]);
        };

        assertThat(Double.parseDouble(parts[0]) * unit).isCloseTo((double) nanos, within(nanos * 0.0051));
        assertThat(parts[0].replace(".", "")).hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "999, 999", "1000, '1,000'", "1234567, '1,234,567'", "-999, -999", "-1000, '-1,000'"})
    void countHasItsThousandsSeparated(long count, String text) {
        assertThat(Quantity.count(count)).isEqualTo(text);
    }

    @Test
    void nounGetsAnSUnlessThereIsOne() {
        assertThat(Quantity.count(0, "packet")).isEqualTo("0 packets");
        assertThat(Quantity.count(1, "packet")).isEqualTo("1 packet");
        assertThat(Quantity.count(12_000, "packet")).isEqualTo("12,000 packets");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.00 KiB",
        "1536, 1.50 KiB",
        "1048576, 1.00 MiB",
        "10485760, 10.0 MiB",
        "1073741824, 1.00 GiB"
    })
    void sizeIsInTheBinaryUnitThatSuitsIt(long bytes, String text) {
        assertThat(Quantity.size(bytes)).isEqualTo(text);
    }
}
