package dev.hangup.diagnosis.chain;

import dev.hangup.config.Claim;
import dev.hangup.config.HopEnd;
import dev.hangup.config.SettingKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves out what several resources set for the same thing, of which only one is in force. Istio takes the policy of the
 * DestinationRule that was made first, and of VirtualServices for sidecars it says that the behaviour is undefined (IST0109): no
 * file tells which one counts, so none does, unless they agree.
 */
final class Disputes {
    private Disputes() {}

    /** What of a setting decides whether two resources agree. */
    private record Value(SettingKind kind, String name, String text) {}

    /** The ends that are in force, or nobody knows better; what is in dispute is told in {@code remarks}. */
    static List<HopEnd> settled(List<HopEnd> ends, List<String> remarks) {
        Map<String, Map<String, List<HopEnd>>> claims = new LinkedHashMap<>();
        for (HopEnd end : ends) {
            for (Claim claim : end.claims()) {
                claims.computeIfAbsent(claim.over(), first -> new LinkedHashMap<>())
                        .computeIfAbsent(claim.by(), first -> new ArrayList<>())
                        .add(end);
            }
        }
        Set<HopEnd> dropped = new HashSet<>();
        claims.forEach((over, rivals) -> {
            Collection<List<HopEnd>> all = rivals.values();
            boolean agree = all.stream().map(Disputes::values).distinct().count() == 1;
            all.stream().skip(agree ? 1 : 0).forEach(dropped::addAll);
            if (!agree) {
                remarks.add(String.join(" and ", rivals.keySet()) + " all set " + over
                        + "; which of them is in force, the files do not say, so none is used");
            }
        });
        return ends.stream()
                .filter(end -> !dropped.contains(end))
                .filter(end -> end.claims().isEmpty() || !end.settings().isEmpty())
                .toList();
    }

    private static List<List<Value>> values(List<HopEnd> ends) {
        return ends.stream()
                .map(end -> end.settings().stream()
                        .map(one -> new Value(one.kind(), one.name(), one.value()))
                        .toList())
                .toList();
    }
}
