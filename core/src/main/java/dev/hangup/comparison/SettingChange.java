package dev.hangup.comparison;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A setting that is not the same before and after.
 *
 * @param where the program and the part of its file: {@code nginx upstream app}
 * @param name as the program's documentation calls it
 * @param before null where it was not written
 * @param after null where it is not written
 * @param end the part of the configuration that it stands in: the later one where there is one
 */
public record SettingChange(
        String where,
        String name,
        @Nullable Setting before,
        @Nullable Setting after,
        HopEnd end) {
    /** Which setting: of files that moved, what they are about stays. */
    private record Key(String software, Role role, String scope, String name, int occurrence) {}

    private record Written(HopEnd end, Setting setting) {}

    /** All that were changed, came or went, in the order of the files. */
    static List<SettingChange> between(List<HopEnd> before, List<HopEnd> after) {
        Map<Key, Written> old = byKey(before);
        Map<Key, Written> now = byKey(after);
        Set<Key> keys = new LinkedHashSet<>(now.keySet());
        keys.addAll(old.keySet());
        List<SettingChange> changes = new ArrayList<>();
        for (Key key : keys) {
            Written was = old.get(key);
            Written is = now.get(key);
            Setting one = was == null ? null : was.setting;
            Setting other = is == null ? null : is.setting;
            if (one == null || other == null || !one.value().equals(other.value())) {
                changes.add(new SettingChange(
                        key.software + (key.scope.isEmpty() ? "" : " " + key.scope),
                        key.name,
                        one,
                        other,
                        Objects.requireNonNull(is == null ? was : is).end));
            }
        }
        return changes;
    }

    private static Map<Key, Written> byKey(List<HopEnd> ends) {
        Map<Key, Written> written = new LinkedHashMap<>();
        Map<Key, Integer> occurrences = new HashMap<>();
        for (HopEnd end : ends) {
            for (Setting setting : end.settings()) {
                Key first = new Key(end.software(), end.role(), end.scope(), setting.name(), 0);
                int occurrence = occurrences.merge(first, 1, Integer::sum) - 1;
                written.put(
                        new Key(first.software, first.role, first.scope, first.name, occurrence),
                        new Written(end, setting));
            }
        }
        return written;
    }

    /**
     * What is written now, where {@code limit}, measured afterwards, shows whether it is in effect: it says for how long a server
     * keeps idle connections, and may be about that server.
     */
    @Nullable
    Setting shownBy(IdleLimit limit) {
        Setting now = after;
        boolean isShown = now != null
                && now.kind() == SettingKind.IDLE_TIMEOUT
                && end.role() == Role.SERVER
                && now.amount() > 0
                && end.addresses().stream().anyMatch(address -> address.mayBe(limit.server()));
        return isShown ? now : null;
    }
}
