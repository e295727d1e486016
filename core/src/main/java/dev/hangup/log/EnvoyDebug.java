package dev.hangup.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's debug log, also as Istio writes it. A line says little by itself: what the lines say of a connection, which they
 * name by its id, is put together to its story, and the failure at the end becomes an event (source/common/network
 * connection_impl.cc, common/conn_pool, common/tcp/conn_pool.cc).
 */
final class EnvoyDebug implements LogFormat {
    private static final int MOST_STORIES = 4096;
    private static final String ISTIO_ID = "\"ConnectionId\":\"";

    private final Map<String, Story> stories = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Story> eldest) {
            return size() > MOST_STORIES;
        }
    };
    /** The upstream connection that ended last: the stream that was on it is reset right after, under another id. */
    private @Nullable Story ended;

    /** What is known of one connection to an upstream. */
    private static final class Story {
        private final String remote;
        private final @Nullable LogTime connecting;
        private Reuse reuse = Reuse.FRESH;
        private boolean isTold;

        Story(String remote, @Nullable LogTime connecting) {
            this.remote = remote;
            this.connecting = connecting;
        }
    }

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        int end = entry.text().indexOf('\n');
        String line = end < 0 ? entry.text() : entry.text().substring(0, end);
        LogTime time = LogTimes.find(line);
        if (time == null || !isOfEnvoy(line)) {
            return false;
        }
        String id = id(line);
        if (!id.isEmpty()) {
            follow(line, id, time, entry, events);
        }
        return true;
    }

    private static boolean isOfEnvoy(String line) {
        int time = line.indexOf("][");
        boolean hasLevel = time > 0
                && (line.indexOf("][debug][", time) == line.indexOf("][", time + 2)
                        || line.indexOf("][trace][", time) == line.indexOf("][", time + 2)
                        || line.indexOf("][info][", time) == line.indexOf("][", time + 2)
                        || line.indexOf("][warning][", time) == line.indexOf("][", time + 2));
        return hasLevel && line.indexOf("][", time + 2) > 0 || line.contains("\tenvoy ");
    }

    /** The first {@code [C332]}, or Istio's {@code "ConnectionId":"332"}; empty if there is none. */
    private static String id(String line) {
        int istio = line.indexOf(ISTIO_ID);
        if (istio >= 0) {
            int from = istio + ISTIO_ID.length();
            return line.substring(from, Math.max(from, line.indexOf('"', from)));
        }
        for (int at = line.indexOf("[C"); at >= 0; at = line.indexOf("[C", at + 2)) {
            int end = line.indexOf(']', at);
            if (end > at && end - at < 22 && LineFields.isNumber(line.substring(at + 2, end))) {
                return line.substring(at + 2, end);
            }
        }
        return "";
    }

    private void follow(String line, String id, LogTime time, LogEntry entry, Consumer<LogEvent> events) {
        Story story = stories.get(id);
        String connectingTo = after(line, "] connecting to ");
        if (!connectingTo.isEmpty()) {
            stories.put(id, new Story(firstWord(connectingTo), time));
        } else if (story != null && line.contains("] using existing ")) {
            story.reuse = Reuse.REUSED;
        } else if (story != null && !story.isTold) {
            String failure = connectFailure(line);
            if (!failure.isEmpty()) {
                story.isTold = true;
                tell(entry, time, EnvoyReason.ofConnectFailure(failure), failure, story, events);
            } else if (line.contains("] remote close") || line.contains("] remote early close")) {
                ended = story;
            }
        }
        String reset = after(line, "upstream reset: reset reason: ");
        EnvoyReason reason = reset.isEmpty() ? EnvoyReason.NOTHING : EnvoyReason.ofReset(reset);
        if (reason != EnvoyReason.NOTHING) {
            tell(entry, time, reason, "upstream reset: reset reason: " + reset, ended, events);
            ended = null;
        }
    }

    /** The words that say why a connection was not established; empty when the line says no such thing. */
    private static String connectFailure(String line) {
        for (String words : new String[] {"connect timeout", "delayed connect error: ", "immediate connect error: "}) {
            int at = line.indexOf("] " + words);
            if (at >= 0) {
                return line.substring(at + 2);
            }
        }
        return "";
    }

    private static void tell(
            LogEntry entry,
            LogTime time,
            EnvoyReason reason,
            String said,
            @Nullable Story story,
            Consumer<LogEvent> events) {
        LogEvent.Builder event = entry.event(LogSource.ENVOY)
                .time(time)
                .what(reason.symptom(), reason.phase(), reason.peer())
                .said(said);
        if (story != null) {
            event.peerName(story.remote)
                    .remote(HostPort.endpoint(story.remote))
                    .reuse(reason.phase() == Phase.CONNECT ? Reuse.FRESH : story.reuse);
            if (story.connecting != null && reason.phase() == Phase.CONNECT) {
                event.duration(Duration.between(story.connecting.instant(), time.instant()));
            }
        }
        events.accept(event.build());
    }

    private static String after(String line, String words) {
        int at = line.indexOf(words);
        return at < 0 ? "" : line.substring(at + words.length());
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ') {
            end++;
        }
        return text.substring(0, end);
    }
}
