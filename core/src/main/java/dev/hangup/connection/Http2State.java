package dev.hangup.connection;

/** What HTTP/2 in clear shows of its streams (RFC 9113). */
public final class Http2State {
    int lastClientStream;
    boolean goAwaySeen;
    boolean grpc;
    int goAwayLastStream;
    int goAwayError;
    int streamsBeyondGoAway;
    /** How many requests waited for the rest of their answer when somebody closed. */
    int openAtClose;
    /** The highest stream that the client had opened then. */
    int lastStreamAtClose;
    /** Whether the client's preface counts as a request, because neither side has said more. */
    boolean awaitsSettings;
    /** A bit for each stream that the client opened and nobody ended; every 64th stream shares one. */
    private long openStreams;
    /** How many are open whose bit was taken. */
    private int openStreamsWithoutBit;

    /** The preface is no request any more. */
    void takePrefaceBack(Exchanges exchanges) {
        if (awaitsSettings) {
            awaitsSettings = false;
            exchanges.requests = 0;
        }
    }

    /** The client opens a stream. */
    void open(int stream) {
        lastClientStream = stream;
        if ((openStreams & bit(stream)) != 0) {
            openStreamsWithoutBit++;
        }
        openStreams |= bit(stream);
    }

    /**
     * Ends a stream; false if it was over. A server that answers early may end the stream and then reset it (RFC 9113
     * section 8.1), both sides may reset it, and what the server pushes has numbers of its own, which are even.
     */
    boolean end(int stream) {
        if ((stream & 1) == 0) {
            return false;
        }
        if ((openStreams & bit(stream)) != 0) {
            openStreams &= ~bit(stream);
            return true;
        }
        openStreamsWithoutBit--;
        if (openStreamsWithoutBit >= 0) {
            return true;
        }
        openStreamsWithoutBit = 0;
        return false;
    }

    private static long bit(int stream) {
        return 1L << (stream >>> 1);
    }

    /** The highest stream that the client opened. */
    public int lastClientStream() {
        return lastClientStream;
    }

    /** Whether the client's first request has the content type of gRPC. */
    public boolean isGrpc() {
        return grpc;
    }

    /** Whether the server sent GOAWAY. */
    public boolean sawGoAway() {
        return goAwaySeen;
    }

    /** The last stream that the server says it might have acted on (RFC 9113 section 6.8). */
    public int goAwayLastStream() {
        return goAwayLastStream;
    }

    /** The error code of the GOAWAY (RFC 9113 section 7); 0 is NO_ERROR. */
    public int goAwayError() {
        return goAwayError;
    }

    /** How many requests waited for the rest of their answer when somebody closed. */
    public int openAtClose() {
        return openAtClose;
    }

    /** How many streams of the client have a number above the GOAWAY's last: certainly not processed. */
    public int streamsBeyondGoAway() {
        return streamsBeyondGoAway;
    }
}
