package dev.hangup.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the words of errors mean, in all runtimes: the table {@code messages.tsv} beside this class. Its order is the order of
 * decision: of an exception's chain of causes the most telling decides, wherever in the chain it stands.
 */
final class Messages {
    private static final int COLUMNS = 7;
    private static final Pattern NONE_OF_THEM =
            Pattern.compile("(?:s|errors?|[ _-](?:count|errors?|total)){0,2}\\s{0,2}[:=]\\s{0,2}0(?![\\d.x])");
    private static final List<Rule> RULES = read();

    private Messages() {}

    /**
     * One row.
     *
     * @param words in small letters; empty further words always occur
     * @param symptom NONE where the row says no more than phase, peer or reuse
     */
    private record Rule(
            Needle words, Needle furtherWords, boolean decides, Symptom symptom, Phase phase, Peer peer, Reuse reuse) {
        boolean matches(ErrorText text) {
            return words.at(text) >= 0 && furtherWords.at(text) >= 0;
        }
    }

    /** @param inFrames whether it is looked for in the frames of stack traces instead of what the error says */
    private record Needle(String letters, boolean inFrames) {
        static Needle of(String cell) {
            String letters = cell.replace("\\n", "\n");
            return letters.startsWith("@") ? new Needle(letters.substring(1), true) : new Needle(letters, false);
        }

        /** Whether a count of these follows, and it is zero: {@code connection resets: 0}. */
        boolean isCountedAsNone(ErrorText text) {
            int at = inFrames ? -1 : at(text);
            return at >= 0
                    && NONE_OF_THEM
                            .matcher(text.letters())
                            .region(at + letters.length(), text.letters().length())
                            .lookingAt();
        }

        int at(ErrorText text) {
            return (inFrames ? text.frames() : text.letters()).indexOf(letters);
        }
    }

    private static List<Rule> read() {
        try (InputStream in = Objects.requireNonNull(Messages.class.getResourceAsStream("messages.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .filter(cells -> cells.length == COLUMNS)
                    .map(Messages::rule)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("messages.tsv in the jar cannot be read", broken);
        }
    }

    private static Rule rule(String[] cells) {
        return new Rule(
                Needle.of(cells[0]),
                Needle.of(cells[1]),
                !cells[2].isEmpty(),
                cells[2].isEmpty() ? Symptom.NONE : Symptom.valueOf(cells[2]),
                cells[3].isEmpty() ? Phase.UNKNOWN : Phase.valueOf(cells[3]),
                cells[4].isEmpty() ? Peer.UNKNOWN : Peer.valueOf(cells[4]),
                cells[5].isEmpty() ? Reuse.UNKNOWN : Reuse.valueOf(cells[5]));
    }

    /** What {@code text} means: the message of an error, its causes and their stack traces, one to a line. */
    static Meaning of(String text) {
        ErrorText error = ErrorText.of(text);
        Rule decisive = null;
        for (Rule rule : RULES) {
            if (rule.decides && rule.matches(error)) {
                decisive = rule;
                break;
            }
        }
        if (decisive == null || !decisive.symptom.isFailure() || decisive.words.isCountedAsNone(error)) {
            return Meaning.NOTHING;
        }
        Phase phase = decisive.phase;
        Peer peer = decisive.peer;
        Reuse reuse = decisive.reuse;
        for (Rule rule : RULES) {
            boolean tells = phase == Phase.UNKNOWN && rule.phase != Phase.UNKNOWN
                    || peer == Peer.UNKNOWN && rule.peer != Peer.UNKNOWN
                    || reuse == Reuse.UNKNOWN && rule.reuse != Reuse.UNKNOWN;
            if (tells && !rule.decides && rule.matches(error)) {
                phase = phase == Phase.UNKNOWN ? rule.phase : phase;
                peer = peer == Peer.UNKNOWN ? rule.peer : peer;
                reuse = reuse == Reuse.UNKNOWN ? rule.reuse : reuse;
            }
        }
        return meaning(error, decisive, phase, peer, reuse);
    }

    private static Meaning meaning(ErrorText error, Rule decisive, Phase phase, Peer peer, Reuse reuse) {
        Needle needle = decisive.words.inFrames ? decisive.furtherWords : decisive.words;
        int at = needle.at(error);
        Addresses addresses = Addresses.in(error);
        Spans spans = Spans.in(error, at, decisive.symptom);
        Reuse itsReuse = reuse != Reuse.UNKNOWN ? reuse : spans.idle() != null ? Reuse.REUSED : freshIn(phase);
        return new Meaning(
                decisive.symptom,
                phase,
                peer == Peer.UNKNOWN && addresses.isRemoteClient() ? Peer.CLIENT : peer,
                itsReuse,
                error.said(at, needle.letters.length()),
                addresses.peerName(),
                addresses.path(),
                addresses.local(),
                addresses.remote(),
                spans.duration(),
                spans.idle());
    }

    /** A connection that is still being made has carried nothing. */
    private static Reuse freshIn(Phase phase) {
        return phase == Phase.CONNECT || phase == Phase.TLS_HANDSHAKE ? Reuse.FRESH : Reuse.UNKNOWN;
    }
}
