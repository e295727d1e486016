package dev.hangup.diagnosis;

import java.util.ArrayList;
import java.util.List;

/** A failure that a proxy passed on to its client: what happened behind the proxy is the cause, on both hops. */
final class PassedOn {
    private PassedOn() {}

    /** Whether the proxy hung up on its client because of what somebody else did behind it. */
    static boolean is(Verdict inFront, OtherHop hop, Verdict behind) {
        boolean hungUp = inFront.closedBy() == Party.SERVER;
        return !hop.isInFront()
                && hungUp
                && !hop.isClosedByProxy()
                && !behind.cause().equals(Verdict.UNKNOWN);
    }

    /** The verdict on the hop in front, with the cause of the one behind. */
    static Verdict verdict(Verdict inFront, OtherHop hop, Verdict behind) {
        List<String> captures = new ArrayList<>(inFront.captures());
        behind.captures().stream()
                .filter(capture -> !captures.contains(capture))
                .forEach(captures::add);
        captures.sort(null);
        Joint joint = inFront.joint();
        return new Verdict(
                inFront.capture(),
                inFront.vantage(),
                inFront.connection(),
                inFront.mechanism(),
                behind.cause(),
                behind.variant(),
                // The client of the hop behind is the proxy.
                behind.culprit() == Party.CLIENT ? Party.PROXY : behind.culprit(),
                behind.culpritConfidence(),
                inFront.closedBy(),
                behind.confidence(),
                behind.candidates(),
                behind.remedies(),
                behind.settle(),
                "",
                inFront.frames(),
                inFront.logged(),
                new Joint(
                        List.copyOf(captures),
                        joint == null ? List.of() : joint.views(),
                        joint == null ? List.of() : joint.clocks(),
                        hop));
    }
}
