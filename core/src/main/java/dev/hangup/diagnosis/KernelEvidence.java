package dev.hangup.diagnosis;

import dev.hangup.kernel.HostSnapshot;
import dev.hangup.kernel.KernelTrace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What kernels said, over all files of a run, and how each trace was put in time. */
public final class KernelEvidence {
    private final Map<KernelTrace, @Nullable PlacedTrace> traces = new LinkedHashMap<>();
    private final List<HostSnapshot> snapshots = new ArrayList<>();

    /** Takes a trace. */
    public void add(KernelTrace trace) {
        traces.put(trace, null);
    }

    /** Takes counters and listeners. */
    public void add(HostSnapshot snapshot) {
        snapshots.add(snapshot);
    }

    /** The traces, and where each stands in time beside the capture that showed most of it; null where nothing tells. */
    public Map<KernelTrace, @Nullable PlacedTrace> traces() {
        return traces;
    }

    /** Counters and listeners, in the order in which they were read. */
    public List<HostSnapshot> snapshots() {
        return snapshots;
    }

    /** Remembers the placement that rests on most resets. */
    void placed(PlacedTrace placed) {
        traces.merge(placed.trace(), placed, (before, now) -> now.matches() > before.matches() ? now : before);
    }
}
