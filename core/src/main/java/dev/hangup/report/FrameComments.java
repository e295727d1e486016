package dev.hangup.report;

import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Causes;
import dev.hangup.diagnosis.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What to say about the frames of a failed connection to somebody who looks at them in Wireshark. */
public final class FrameComments {
    private FrameComments() {}

    /** The deciding frames of {@code verdict}: the first with the verdict in full, the others in one line. */
    public static Map<Long, String> of(Verdict verdict) {
        Map<Long, String> comments = new TreeMap<>();
        List<Long> frames = verdict.frames();
        for (int i = 0; i < frames.size(); i++) {
            String place =
                    i == 0 ? "" : ", as in the comment on the first of its " + frames.size() + " deciding frames";
            comments.put(frames.get(i), "hangup: " + IncidentText.title(verdict) + (i == 0 ? full(verdict) : place));
        }
        return comments;
    }

    private static String full(Verdict verdict) {
        Connection connection = verdict.connection();
        StringBuilder text = new StringBuilder(", ")
                .append(Facts.percent(verdict.confidence()))
                .append(" sure\n");
        if (!verdict.cause().equals(Verdict.UNKNOWN)) {
            text.append(Causes.named(verdict.cause()).plainly()).append("\n");
        }
        text.append(connection.client().endpoint())
                .append(" -> ")
                .append(connection.server().endpoint());
        text.append("\nhung up (frames of ")
                .append(verdict.capture())
                .append("): ")
                .append(Closing.by(verdict));
        text.append("\nnext move: ").append(verdict.culprit().text());
        verdict.remedies().forEach(remedy -> text.append("\n- ").append(remedy));
        verdict.settle().forEach(command -> text.append("\nwould settle it: ").append(command));
        return text.toString();
    }
}
