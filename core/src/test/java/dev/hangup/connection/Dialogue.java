package dev.hangup.connection;

import dev.hangup.Version;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What client and server say in turn, byte for byte, so that it can be said in segments of any size. */
final class Dialogue {
    /** In ISO 8859-1, so that each byte is a character. */
    private record Turn(boolean fromClient, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** What a reader of messages finds out; it may not depend on the sizes of the segments. */
    record Seen(
            Protocol protocol,
            int requests,
            int answered,
            boolean isRequestIncomplete,
            boolean isAnswerBegun,
            boolean areBoundariesKnown,
            int lastRequestBegin,
            int lastRequestEnd,
            FirstBytes clientBegins,
            FirstBytes serverBegins,
            boolean saysWrongProtocol,
            int status,
            boolean didClientAnnounceClose,
            boolean didServerAnnounceClose,
            int hintTimeoutSeconds,
            @Nullable HttpMethod method,
            ServerSoftware software,
            @Nullable Version softwareVersion,
            String tls,
            String http2) {
        static Seen of(Connection connection) {
            Exchanges exchanges = connection.exchanges();
            TlsState tls = exchanges.tls();
            Http2State http2 = exchanges.http2();
            return new Seen(
                    exchanges.protocol(),
                    exchanges.requests(),
                    exchanges.answered(),
                    exchanges.isRequestIncomplete(),
                    exchanges.isAnswerBegun(),
                    exchanges.areBoundariesKnown(),
                    inStream(connection, exchanges.lastRequestSequence()),
                    inStream(connection, exchanges.lastRequestEnd()),
                    connection.client().firstBytes(),
                    connection.server().firstBytes(),
                    exchanges.saysWrongProtocol(),
                    exchanges.status(),
                    exchanges.didClientAnnounceClose(),
                    exchanges.didServerAnnounceClose(),
                    exchanges.hintTimeoutSeconds(),
                    exchanges.method(),
                    exchanges.software(),
                    exchanges.softwareVersion(),
                    tls == null ? "" : of(tls),
                    http2 == null ? "" : of(http2));
        }

        /** How many bytes the client said before; -1 if it asked for nothing. */
        private static int inStream(Connection connection, int sequence) {
            boolean asked = connection.exchanges().requests() > 0;
            return asked ? sequence - connection.client().initialSequence() - 1 : -1;
        }

        private static String of(TlsState tls) {
            return "h2 " + tls.offersHttp2 + ", ClientHello " + tls.sawClientHello() + ", ServerHello "
                    + tls.sawServerHello() + ", 1.3 "
                    + tls.isVersion13() + ", done " + tls.isHandshakeDone() + ", alert " + tls.sawHandshakeAlert() + " "
                    + tls.alertText() + " from client " + tls.isAlertFromClient() + ", close_notify of client "
                    + (tls.clientCloseNotifyNanos() > 0) + ", of server " + (tls.serverCloseNotifyNanos() > 0);
        }

        private static String of(Http2State http2) {
            return "last stream " + http2.lastClientStream() + ", GOAWAY " + http2.sawGoAway() + " last "
                    + http2.goAwayLastStream() + " error " + http2.goAwayError() + ", beyond "
                    + http2.streamsBeyondGoAway();
        }
    }

    private final List<Turn> turns = new ArrayList<>();

    Dialogue client(byte[] bytes) {
        return client(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    Dialogue server(byte[] bytes) {
        return server(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    Dialogue client(String text) {
        turns.add(new Turn(true, text));
        return this;
    }

    Dialogue server(String text) {
        turns.add(new Turn(false, text));
        return this;
    }

    /** How many bytes are said in all. */
    int length() {
        return turns.stream().mapToInt(turn -> turn.text().length()).sum();
    }

    /** The same until {@code bytes} were said. */
    Dialogue first(int bytes) {
        Dialogue beginning = new Dialogue();
        int left = bytes;
        for (Turn turn : turns) {
            String text = turn.text().substring(0, Math.min(left, turn.text().length()));
            beginning.turns.add(new Turn(turn.fromClient(), text));
            left -= text.length();
        }
        return beginning;
    }

    /** Each turn in one segment. */
    Connection whole() {
        return play(at -> Integer.MAX_VALUE);
    }

    /** Each turn in one segment, but for the one that holds byte {@code cut} of the dialogue, which begins with it. */
    Connection cutAt(int cut) {
        return play(at -> at < cut ? cut - at : Integer.MAX_VALUE);
    }

    /** The first few bytes from {@code from} to {@code to} at which a cut changes what is seen. */
    List<Integer> tellingCuts(int from, int to) {
        Seen whole = Seen.of(whole());
        return IntStream.range(from, to)
                .filter(cut -> !Seen.of(cutAt(cut)).equals(whole))
                .limit(5)
                .boxed()
                .toList();
    }

    /** In segments of these sizes, over and over; one that would reach over the end of its turn is shorter. */
    Connection inPieces(List<Integer> sizes) {
        int[] next = {0};
        return play(at -> sizes.get(next[0]++ % sizes.size()));
    }

    /** The segment that begins at byte {@code at} of the dialogue has at most {@code sizes(at)} bytes. */
    private Connection play(IntUnaryOperator sizes) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        int said = 0;
        for (Turn turn : turns) {
            byte[] bytes = turn.bytes();
            for (int from = 0; from < bytes.length; ) {
                int size = Math.min(sizes.applyAsInt(said + from), bytes.length - from);
                byte[] piece = Arrays.copyOfRange(bytes, from, from + size);
                (turn.fromClient() ? talk.client : talk.server).sends(piece);
                from += size;
            }
            said += bytes.length;
            script.arrive();
        }
        return talk.connection();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Turn turn : turns) {
            text.append(turn.fromClient() ? "\nclient: " : "\nserver: ").append(turn.text());
        }
        return text.toString();
    }
}
