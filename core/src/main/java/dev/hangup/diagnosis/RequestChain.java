package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import java.util.List;

/**
 * One request as several services tell of its failure.
 *
 * @param transaction the id that they share
 * @param hops from the service nearest to the user to the one that failed first; each was failed by the next
 * @param elsewhere what further services say of the same request, who are not on that way
 * @param isByTime whether the way is guessed from the times, as nobody names another as its peer: what fails behind is
 *     logged earlier, if the clocks agree
 */
public record RequestChain(String transaction, List<LogEvent> hops, List<LogEvent> elsewhere, boolean isByTime) {
    /** Who failed first; the others passed it on. */
    public LogEvent origin() {
        return hops.get(hops.size() - 1);
    }
}
