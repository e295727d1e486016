package dev.hangup.log;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The access logs of AWS's Application Load Balancer and of the classic one (their guides, "Access logs"). Their time is the
 * end. Of the four causes of a 502 that the guide names, the times tell: a target that there is none of has no address, one
 * that could not be connected to has no times at all; a target that closed with the request outstanding and one whose answer
 * was malformed look the same unless its status was read.
 */
final class AwsLog implements LogFormat {
    private static final Set<String> TYPES = Set.of("http", "https", "h2", "grpcs", "ws", "wss");
    private static final int CREATION = 21;
    private static final int TRACE = 17;
    /** ALB gives up on connecting after 10 s. */
    private static final long CONNECT_TIMEOUT_MILLIS = 10_000;

    private static final String NEVER = "-1";

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        List<String> fields = LineFields.of(entry.text());
        boolean isClassic = !fields.isEmpty() && !TYPES.contains(fields.get(0));
        int shift = isClassic ? -1 : 0;
        if (fields.size() < 13 + shift
                || LogTimes.at(fields.get(1 + shift), 0) == null
                || !isTime(fields.get(5 + shift))
                || !isTime(fields.get(6 + shift))
                || !isTime(fields.get(7 + shift))) {
            return false;
        }
        Line line = new Line(fields, shift);
        What what = line.what();
        if (what != null) {
            events.accept(line.event(entry, what, isClassic));
        }
        return true;
    }

    private static boolean isTime(String text) {
        return text.equals(NEVER) || AccessFields.seconds(text) != null;
    }

    private record Line(List<String> fields, int shift) {
        private String at(int i) {
            return i + shift < fields.size() ? fields.get(i + shift) : "";
        }

        @Nullable
        What what() {
            String target = at(4);
            boolean isSent = !at(5).equals(NEVER) && !at(6).equals(NEVER);
            boolean hasTarget = !target.equals("-");
            // A target's own error came over a connection that did well.
            boolean hasStatus = !at(9).equals("-") && !at(9).equals("0") && !at(9).isEmpty();
            boolean isTargetsOwn = hasStatus && at(9).equals(at(8));
            if (isTargetsOwn) {
                return null;
            }
            return switch (at(8)) {
                case "502" -> badGateway(hasTarget, isSent, hasStatus);
                case "503" -> hasTarget ? null : new What(Symptom.LOCAL_ABORT, Phase.CONNECT, Peer.SERVER);
                case "504" ->
                    isSent ? new What(Symptom.SILENCE, Phase.AWAITING_RESPONSE, Peer.SERVER) : notSentInTime();
                case "460" -> new What(Symptom.UNDECIDABLE, Phase.AWAITING_RESPONSE, Peer.CLIENT);
                default -> null;
            };
        }

        private static What badGateway(boolean hasTarget, boolean isSent, boolean hasStatus) {
            if (!hasTarget) {
                return new What(Symptom.LOCAL_ABORT, Phase.CONNECT, Peer.SERVER);
            } else if (hasStatus) {
                return new What(Symptom.PROTOCOL, Phase.RESPONSE, Peer.SERVER);
            }
            return new What(Symptom.UNDECIDABLE, isSent ? Phase.AWAITING_RESPONSE : Phase.CONNECT, Peer.SERVER);
        }

        private What notSentInTime() {
            Duration duration = duration();
            boolean isConnectTimeout =
                    duration != null && Math.abs(duration.toMillis() - CONNECT_TIMEOUT_MILLIS) < 1000;
            return isConnectTimeout
                    ? new What(Symptom.CONNECT_TIMEOUT, Phase.CONNECT, Peer.SERVER)
                    : new What(Symptom.UNDECIDABLE, Phase.UNKNOWN, Peer.SERVER);
        }

        /** From the request's arrival, if that is said, else the sum of the three times. */
        private @Nullable Duration duration() {
            LogTime end = LogTimes.at(at(1), 0);
            LogTime creation = LogTimes.at(shift == 0 ? at(CREATION) : "", 0);
            if (end != null && creation != null) {
                return Duration.between(creation.instant(), end.instant());
            }
            Duration sum = Duration.ZERO;
            for (int i = 5; i <= 7; i++) {
                Duration part = AccessFields.seconds(at(i));
                sum = part == null ? sum : sum.plus(part);
            }
            return sum.isZero() ? null : sum;
        }

        LogEvent event(LogEntry entry, What what, boolean isClassic) {
            String[] request = at(12).split(" ", 3);
            String target = request.length > 1 ? request[1] : "";
            int path = target.indexOf('/', target.indexOf("://") + 3);
            boolean isUrl = target.contains("://");
            boolean isServers = what.peer() == Peer.SERVER;
            String peer = at(4).equals("-") ? "" : at(4);
            return entry.event(isClassic ? LogSource.CLASSIC_ELB : LogSource.ALB)
                    .time(LogTimes.at(at(1), 0))
                    .what(what.symptom(), what.phase(), what.peer())
                    .said(String.join(" ", "times", at(5), at(6), at(7), "status", at(8), at(9)))
                    .code(at(8))
                    .service(at(2))
                    .client(HostPort.endpoint(at(3)))
                    .peerName(isServers ? peer : "")
                    .remote(isServers ? HostPort.endpoint(peer) : null)
                    .request(request[0], isUrl ? (path < 0 ? "/" : target.substring(path)) : target)
                    .status(AccessFields.number(at(8)))
                    .upstreamStatuses(at(9).equals("-") ? List.of() : List.of(at(9)))
                    .duration(duration())
                    .transaction(isClassic || at(TRACE).equals("-") ? "" : at(TRACE))
                    .build();
        }
    }
}
