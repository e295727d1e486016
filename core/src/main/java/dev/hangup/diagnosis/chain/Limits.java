package dev.hangup.diagnosis.chain;

import dev.hangup.SeenVersion;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import dev.hangup.knowledge.TimeoutDefault;
import dev.hangup.knowledge.TimeoutDefaults;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what limits an end: its setting, else the defaults of its software. */
final class Limits {
    private static final Map<Role, Set<String>> ROLES = Map.of(
            Role.SERVER, Set.of("server", "lb"),
            Role.CLIENT, Set.of("client", "proxy", "lb"),
            Role.MIDDLEBOX, Set.of("middlebox", "lb"));

    private static final Pattern ENDLESS = Pattern.compile("\\b(?:never|none|infinite|unlimited)\\b");

    /** Rows of the same timer that limit something else. */
    private static final Pattern OTHER =
            Pattern.compile("pool size|pool-purge-delay|validateAfterInactivity|Buffer$|Threshold$"
                    + "|^keepalive_min_timeout$|^MaxIdleConnsPerHost$|upstream-keepalive-connections|Enforcement");

    private Limits() {}

    /** The limits that apply: several where the default changed and the version is unknown; none where nothing is known. */
    static List<Limit> of(HopEnd end, SettingKind kind) {
        Setting setting = end.setting(kind);
        if (setting != null) {
            return Double.isNaN(setting.amount()) ? List.of() : List.of(new Limit(setting.amount(), setting, null));
        }
        List<Limit> limits = new ArrayList<>();
        SeenVersion seen = end.version();
        for (TimeoutDefault one :
                TimeoutDefaults.of(end.software(), kind.timer(), seen == null ? null : seen.version())) {
            boolean applies = ROLES.getOrDefault(end.role(), Set.of()).contains(one.role())
                    && !OTHER.matcher(one.setting()).find()
                    && (limits.isEmpty() || isVersionOf(limits.get(0), one));
            double amount = applies ? amount(one) : Double.NaN;
            if (!Double.isNaN(amount)) {
                limits.add(new Limit(amount, null, one));
            }
        }
        return limits;
    }

    /**
     * The limits that apply as far as they were measured, else as they are written or by default; without those that cannot be in
     * force, as a connection outlived them.
     */
    static List<Limit> inForce(Chain chain, HopEnd end, SettingKind kind) {
        List<Limit> written = of(end, kind);
        MeasuredEndpoint endpoint = chain.measured(end);
        if (endpoint == null) {
            return written;
        }
        MeasuredLimit measured = MeasuredLimit.of(endpoint, end.role(), kind);
        if (measured == null) {
            double survived = MeasuredLimit.survivedSeconds(endpoint, kind);
            return written.stream().filter(limit -> limit.amount() >= survived).toList();
        }
        // Of several defaults nobody knows which was measured.
        Limit only = written.size() == 1 ? written.get(0) : new Limit(measured.least(), null, null);
        return List.of(new Limit(measured.least(), only.setting(), only.fallback(), measured));
    }

    private static boolean isVersionOf(Limit first, TimeoutDefault other) {
        TimeoutDefault one = first.fallback();
        return one != null && one.setting().equals(other.setting());
    }

    private static double amount(TimeoutDefault one) {
        if (one.unit().equals("s") && one.seconds() >= 0) {
            return one.seconds();
        }
        if (ENDLESS.matcher(one.value()).find()) {
            return Double.POSITIVE_INFINITY;
        }
        return one.value().matches("\\d{1,9}") ? Double.parseDouble(one.value()) : Double.NaN;
    }
}
