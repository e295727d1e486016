package dev.hangup.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point of time on the command line: as the text report prints it, as jsonl does, or with a zone of its own. */
final class Moment implements ITypeConverter<Long> {
    private static final int NANOS_DIGITS = 9;

    /** Nanoseconds since 1970. */
    @Override
    public Long convert(String text) {
        if (text.matches("[0-9]+([.][0-9]*)?")) {
            return nanos(new BigDecimal(text), text);
        }
        String iso = text.trim().replaceFirst(" UTC$", "Z").replaceFirst(" ", "T");
        try {
            Instant moment = iso.matches(".*(Z|[+-][0-9:]{2,5})$") && iso.contains("T")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso.contains("T") ? iso : iso + "T00:00")
                            .toInstant(ZoneOffset.UTC);
            return nanos(
                    BigDecimal.valueOf(moment.getEpochSecond()).add(BigDecimal.valueOf(moment.getNano(), NANOS_DIGITS)),
                    text);
        } catch (DateTimeParseException wrong) {
            throw new TypeConversionException("'" + text
                    + "' is no time: give 2026-11-21 09:30:00 (UTC), 2026-11-21T10:30:00+01:00, or seconds since 1970");
        }
    }

    private static long nanos(BigDecimal seconds, String text) {
        try {
            return seconds.movePointRight(NANOS_DIGITS)
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw new TypeConversionException("'" + text + "' is too far from now");
        }
    }
}
