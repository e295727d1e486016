package dev.hangup.knowledge;

import dev.hangup.Version;
import org.jspecify.annotations.Nullable;

/**
 * What some versions of a software do otherwise than others.
 *
 * @param software as the table of defaults names it
 * @param from the first version that does; 0 for the first of all
 * @param before the first that does no longer; null where none is known
 * @param what they do, as a clause whose subject is the software
 * @param source where it was read
 */
public record VersionChange(
        String software, Version from, @Nullable Version before, String what, String source) {
    /** Whether {@code version} does so. */
    public boolean appliesTo(Version version) {
        return version.isAtLeast(from) && (before == null || version.isBefore(before));
    }
}
