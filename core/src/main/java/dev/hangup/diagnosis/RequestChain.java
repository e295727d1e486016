package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import java.util.List;

/**
 * One request as several services tell of its failure.
 *
 * @param transaction the id that they share; empty where they share none
 * @param hops from the service nearest to the user to the one that failed first; each was failed by the next
 * @param elsewhere what further services say of the same request, who are not on that way
 * @param followedBy how it is known that they tell of one request; of several ways the least sure
 */
public record RequestChain(String transaction, List<LogEvent> hops, List<LogEvent> elsewhere, FollowedBy followedBy) {
    /** Who failed first; the others passed it on. */
    public LogEvent origin() {
        return hops.get(hops.size() - 1);
    }

    /** Whether the times had a say in it. */
    public boolean isByTime() {
        return followedBy != FollowedBy.ID;
    }
}
