package dev.hangup.log;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The failures in Traefik's own log, which has them at the level DEBUG, those of TLS at ERROR (pkg/proxy/httputil/proxy.go). The
 * second version writes the status and Go's error as one message, the third the status as the message and the error beside it;
 * both as lines for people or as JSON.
 */
final class TraefikLog implements LogFormat {
    private static final String CAUSE = "' caused by: ";
    private static final String SOURCE = "github.com/traefik/traefik/";
    private static final String STATUS = "([1-5]\\d\\d) [A-Z][A-Za-z ]{2,40}";

    /** The message of the second version. */
    private static final Pattern CAUSED = Pattern.compile("'" + STATUS + CAUSE + "(.+)", Pattern.DOTALL);

    private static final Pattern MESSAGE = Pattern.compile(STATUS);
    private static final Pattern CONSOLE = Pattern.compile(
            " [A-Z]{3} " + Pattern.quote(SOURCE) + "\\S{1,200} > " + STATUS + " (error=.*)", Pattern.DOTALL);

    /** A status and the error that it was answered for. */
    private record Failure(String status, String error) {}

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        String text = entry.text();
        boolean isJson = text.startsWith("{");
        Failure failure = null;
        String written = text;
        if (text.contains(CAUSE) || isJson && text.contains(SOURCE)) {
            Map<String, String> fields = isJson ? JsonFields.of(text, 0) : Logfmt.pairs(text);
            failure = failure(fields);
            written = fields.getOrDefault("time", "");
        } else if (text.contains(SOURCE)) {
            Matcher console = CONSOLE.matcher(text);
            if (console.find()) {
                failure = new Failure(
                        console.group(1), Logfmt.pairs(console.group(2)).getOrDefault("error", ""));
            }
        }
        if (failure == null || failure.error.isEmpty()) {
            return false;
        }
        tell(failure, entry.event(LogSource.TRAEFIK), LogTimes.find(written), events);
        return true;
    }

    private static @Nullable Failure failure(Map<String, String> fields) {
        Matcher caused = CAUSED.matcher(fields.getOrDefault("msg", ""));
        if (caused.matches()) {
            return new Failure(caused.group(1), caused.group(2));
        }
        Matcher status = MESSAGE.matcher(fields.getOrDefault("message", ""));
        boolean isTraefiks =
                status.matches() && fields.getOrDefault("caller", "").startsWith(SOURCE);
        return isTraefiks ? new Failure(status.group(1), fields.getOrDefault("error", "")) : null;
    }

    /** Go cancels a request when its client's connection ends, by FIN or RST, or its stream. */
    private static void tell(
            Failure failure, LogEvent.Builder event, @Nullable LogTime time, Consumer<LogEvent> events) {
        Meaning what = Messages.of(failure.error);
        boolean isClients = failure.status.equals("499") || failure.error.contains("client disconnected");
        boolean isGateways = failure.status.equals("502") || failure.status.equals("504");
        if (!isClients && !isGateways && !what.symptom().isFailure()) {
            return;
        }
        what.tell(event);
        boolean isUndecided = isClients || !what.symptom().isFailure();
        event.what(
                        isUndecided ? Symptom.UNDECIDABLE : what.symptom(),
                        isClients ? Phase.UNKNOWN : what.phase(),
                        isClients ? Peer.CLIENT : Peer.SERVER)
                .code(failure.status)
                .status(AccessFields.number(failure.status));
        if (what.said().isEmpty() || isClients) {
            event.said("status " + failure.status);
        }
        if (time != null) {
            event.time(time);
        }
        events.accept(event.build());
    }
}
