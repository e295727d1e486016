package dev.hangup.measurement;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How an endpoint ended an idle connection: what it said, in the order in which it said it.
 *
 * @param words at least one, the last words of the connection
 */
public record Manner(List<Word> words) {
    /** Something that ends a connection, or announces its end. */
    public enum Word {
        /** An HTTP response that nobody asked for, such as 408 (RFC 9110 section 15.5.9). */
        RESPONSE("an unasked response"),
        /** GOAWAY of HTTP/2 (RFC 9113 section 6.8). */
        GOAWAY("HTTP/2 GOAWAY"),
        /** The closure alert of TLS (RFC 8446 section 6.1). */
        CLOSE_NOTIFY("close_notify"),
        /** TCP's orderly end (RFC 9293 section 3.6). */
        FIN("FIN"),
        /** TCP's abortion (RFC 9293 section 3.5.2). */
        RST("RST");

        private final String text;

        Word(String text) {
            this.text = text;
        }

        /** As people write it. */
        public String text() {
            return text;
        }
    }

    /** Copies the words. */
    public Manner {
        words = List.copyOf(words);
    }

    /** {@code close_notify, then FIN}. */
    public String text() {
        return words.stream().map(Word::text).collect(Collectors.joining(", then "));
    }
}
