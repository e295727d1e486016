package dev.hangup.diagnosis.cause;

import dev.hangup.knowledge.TimeoutDefault;
import dev.hangup.knowledge.TimeoutDefaults;
import java.util.List;

/** Boxes that are known to forget connections after a given idle time. */
final class NamedBoxes {
    private static final int MOST = 3;

    private NamedBoxes() {}

    static List<String> near(long idleNanos) {
        return TimeoutDefaults.middleboxIdleNear(idleNanos).stream()
                .map(TimeoutDefault::text)
                .limit(MOST)
                .toList();
    }
}
