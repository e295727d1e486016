package dev.hangup.diagnosis;

import dev.hangup.Endpoint;

/**
 * The same request on the other connection of the proxy that passed it on.
 *
 * @param isInFront whether that connection is the one of the proxy's client; else that to the server behind it
 * @param capture which shows it
 * @param frame in which the request begins there
 * @param end how it ended there
 * @param status what the proxy answered its client; 0 unless {@code end} is {@link End#ANSWERED}
 */
public record OtherHop(
        boolean isInFront, String capture, Endpoint client, Endpoint server, long frame, End end, int status) {
    /** How a request ended. */
    public enum End {
        /** By the proxy's 502, 503 or 504. */
        ANSWERED("was answered"),
        CLOSED_BY_CLIENT("was closed by its client"),
        CLOSED_BY_SERVER("was closed by its server"),
        OPEN("was never answered");

        private final String text;

        End(String text) {
            this.text = text;
        }
    }

    /** Whether the proxy hung up there without a word to its client. */
    public boolean isClosedByProxy() {
        return end == (isInFront ? End.CLOSED_BY_SERVER : End.CLOSED_BY_CLIENT);
    }

    /** Whether it ended there by whoever is not the proxy. */
    public boolean isClosedByOther() {
        return end == (isInFront ? End.CLOSED_BY_CLIENT : End.CLOSED_BY_SERVER);
    }

    /** For people, a clause without a full stop. */
    public String text() {
        return "the same request " + (isInFront ? "in front of" : "behind") + " the proxy, " + client + " -> " + server
                + " (" + capture + ", frame " + frame + "), " + end.text + (status == 0 ? "" : " with " + status);
    }
}
