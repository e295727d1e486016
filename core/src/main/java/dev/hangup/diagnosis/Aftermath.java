package dev.hangup.diagnosis;

import dev.hangup.connection.Reset;
import java.util.List;

/** What a place shows that only follows from what had happened before, and another place shows. */
final class Aftermath {
    private Aftermath() {}

    /** Whether that is all that {@code verdict} is about; the other verdicts on the connection are in {@code all}. */
    static boolean is(Verdict verdict, List<Verdict> all, List<PlaceView> views) {
        PlaceView here = Joiner.viewOf(verdict, views);
        return views.stream()
                .filter(view -> view != here)
                .anyMatch(view -> isAfterReset(verdict, here, view)
                        || all.stream()
                                .anyMatch(other -> other.capture().equals(view.capture())
                                        && isAfterLoss(verdict, here, other, view)));
    }

    /**
     * Whether the RST that was captured here only says that its sender's socket was gone: another RST, which did not come here,
     * had ended it, and what came afterwards met no socket (RFC 9293 section 3.10.7.1).
     */
    private static boolean isAfterReset(Verdict verdict, PlaceView here, PlaceView view) {
        Reset reset = verdict.connection().reset();
        return reset != null
                && here.isFartherFrom(reset.fromClient(), view)
                && view.has(reset)
                && view.hasBefore(reset, here);
    }

    /** Whether the client left because the answer got lost, and {@code other} is about the loss. */
    private static boolean isAfterLoss(Verdict verdict, PlaceView here, Verdict other, PlaceView view) {
        Mechanism mechanism = other.mechanism();
        return mechanism != null
                && mechanism.isSentInVain()
                && !LostAnswer.of(verdict.mechanism(), verdict.connection(), here, view)
                        .isEmpty();
    }
}
