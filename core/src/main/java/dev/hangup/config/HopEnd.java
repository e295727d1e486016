package dev.hangup.config;

import dev.hangup.SeenVersion;
import dev.hangup.config.Setting.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a hop: the settings with which a program accepts connections at some addresses, or connects to others. What
 * applies by inheritance (nginx's levels, HAProxy's defaults) is among its settings; what is nowhere written is not.
 *
 * @param software as the table of defaults names it
 * @param role on which side of the connections it stands
 * @param scope the part of the file, in the program's words: {@code upstream app}
 * @param version of the software, and who tells it; null where it is not known
 * @param addresses where it listens, or where it connects to
 * @param settings of each kind at most one
 * @param claims what its resource alone may set, where several could
 * @param place where its part of the file begins
 */
public record HopEnd(
        String software,
        Role role,
        String scope,
        @Nullable SeenVersion version,
        List<Address> addresses,
        List<Setting> settings,
        List<Claim> claims,
        Place place) {
    public HopEnd {
        addresses = List.copyOf(addresses);
        settings = List.copyOf(settings);
        claims = List.copyOf(claims);
    }

    /** An end whose software may be of any version, as far as its configuration says. */
    public HopEnd(
            String software, Role role, String scope, List<Address> addresses, List<Setting> settings, Place place) {
        this(software, role, scope, null, addresses, settings, List.of(), place);
    }

    /** The same of a known version. */
    public HopEnd withVersion(SeenVersion known) {
        return new HopEnd(software, role, scope, known, addresses, settings, claims, place);
    }

    /** The setting of that kind; null where none is written. */
    public @Nullable Setting setting(SettingKind kind) {
        for (Setting setting : settings) {
            if (setting.kind() == kind) {
                return setting;
            }
        }
        return null;
    }

    /** {@code nginx upstream app (nginx.conf:3)}. */
    public String text() {
        return software + (scope.isEmpty() ? "" : " " + scope) + " (" + place + ")";
    }
}
