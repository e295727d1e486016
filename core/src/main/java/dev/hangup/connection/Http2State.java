package dev.hangup.connection;

/** What HTTP/2 in clear shows of its streams (RFC 9113). */
public final class Http2State {
    int lastClientStream;
    boolean goAwaySeen;
    int goAwayLastStream;
    int goAwayError;
    int streamsBeyondGoAway;

    /** The highest stream that the client opened. */
    public int lastClientStream() {
        return lastClientStream;
    }

    /** Whether the server sent GOAWAY. */
    public boolean sawGoAway() {
        return goAwaySeen;
    }

    /** The last stream that the server says it might have acted on (RFC 9113 section 6.8). */
    public int goAwayLastStream() {
        return goAwayLastStream;
    }

    /** The error code of the GOAWAY; 0 is NO_ERROR. */
    public int goAwayError() {
        return goAwayError;
    }

    /** How many streams of the client have a number above the GOAWAY's last: certainly not processed. */
    public int streamsBeyondGoAway() {
        return streamsBeyondGoAway;
    }
}
