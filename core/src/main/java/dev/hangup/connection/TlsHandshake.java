package dev.hangup.connection;

/**
 * The handshake messages of one side as long as they are in clear (RFC 8446 section 4, RFC 5246 section 7.4). A record may
 * hold several messages, a message may take several records (RFC 8446 section 5.1), and a record any number of segments;
 * so they are walked byte by byte, and nothing of them is kept but the place.
 */
final class TlsHandshake {
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    private static final int UNSEEN = -1;
    /** Type and length of a message. */
    private static final int HEADER = 4;

    private static final int EXTENSION_ALPN = 16;
    private static final int EXTENSION_SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;
    /** The name of HTTP/2 in ALPN (RFC 9113 section 3.1). */
    private static final int H2 = 'h' << 8 | '2';

    /** Version and random of a hello. */
    private static final int BEFORE_SESSION_ID = 2 + 32;
    /** The chosen cipher suite and compression of a ServerHello, and the length of all extensions. */
    private static final int BEFORE_SERVER_EXTENSIONS = 2 + 1 + 2;

    /** What the number says that is read next. */
    private enum Step {
        TYPE,
        LENGTH,
        HELLO_LENGTH,
        SESSION_ID_LENGTH,
        CIPHERS_LENGTH,
        COMPRESSIONS_LENGTH,
        /** Type and length. */
        EXTENSION,
        NAME_LENGTH,
        NAME,
        VERSION,
        /** Nothing: the rest of the message or of the record is of no interest. */
        NONE
    }

    private Step step = Step.TYPE;
    /** Bytes before the number. */
    private int skip;

    private int number;
    /** Bytes of the number that are still to come. */
    private int digits = 1;
    /** Bytes of the message that are still to come; -1 outside of messages. */
    private int messageLeft = -1;

    private int namesLeft;
    private boolean readsClientHello;
    /** Length of the record, if it may well be encrypted; else 0. */
    private int sealedLength;

    /** A record begins. After a ChangeCipherSpec it is encrypted, or a second ClientHello of TLS 1.3. */
    void beginRecord(int length, boolean mayBeSealed) {
        sealedLength = mayBeSealed ? length : 0;
        if (mayBeSealed || step == Step.NONE && messageLeft < 0) {
            beginMessage();
        }
    }

    private void beginMessage() {
        messageLeft = -1;
        readsClientHello = false;
        expect(Step.TYPE, 0, 1);
    }

    /** The next number has {@code bytes} bytes, and {@code before} bytes before it. */
    private void expect(Step what, int before, int bytes) {
        step = what;
        skip = before;
        number = 0;
        digits = bytes;
    }

    /** What comes until the end of the record can't be read. */
    private void loseRecord() {
        messageLeft = -1;
        expect(Step.NONE, Integer.MAX_VALUE, 1);
    }

    /** The bytes from {@code from} to {@code end} are the next ones of a record. */
    void read(TlsState tls, boolean fromClient, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            int taken = 1;
            if (skip > 0) {
                taken = Math.min(skip, end - at);
                if (messageLeft > 0) {
                    taken = Math.min(taken, messageLeft);
                }
                skip -= taken;
            } else {
                number = number << 8 | bytes[at] & 0xff;
                digits--;
            }
            at += taken;
            if (messageLeft > 0) {
                messageLeft -= taken;
            }
            if (digits == 0) {
                take(tls, fromClient, number);
            }
            if (messageLeft == 0) {
                tls.clientHelloWhole |= readsClientHello;
                beginMessage();
            }
        }
    }

    /** The next {@code count} bytes of a record were not captured. */
    void miss(TlsState tls, boolean fromClient, int count) {
        readsClientHello = false;
        if (step == Step.TYPE) {
            type(tls, fromClient, UNSEEN);
        } else if (step == Step.HELLO_LENGTH && sealedLength > 0) {
            // Ciphertext seldom begins like a hello.
            tls.clientHello = true;
        }
        if (messageLeft < count) {
            loseRecord();
        } else {
            messageLeft -= count;
            skipMessage();
        }
    }

    private void take(TlsState tls, boolean fromClient, int value) {
        switch (step) {
            case TYPE -> type(tls, fromClient, value);
            case LENGTH -> {
                messageLeft = value;
                skipMessage();
            }
            case HELLO_LENGTH -> hello(tls, fromClient, value);
            case SESSION_ID_LENGTH -> {
                if (fromClient) {
                    expect(Step.CIPHERS_LENGTH, value, 2);
                } else {
                    expect(Step.EXTENSION, value + BEFORE_SERVER_EXTENSIONS, 4);
                }
            }
            case CIPHERS_LENGTH -> expect(Step.COMPRESSIONS_LENGTH, value, 1);
            case COMPRESSIONS_LENGTH -> expect(Step.EXTENSION, value + 2, 4);
            case EXTENSION -> extension(tls, fromClient, value >>> 16, value & 0xffff);
            case NAME_LENGTH -> {
                namesLeft -= 1 + value;
                if (value == 2) {
                    expect(Step.NAME, 0, 2);
                } else {
                    nextName(value);
                }
            }
            case NAME -> {
                tls.offersHttp2 |= value == H2;
                nextName(0);
            }
            case VERSION -> {
                tls.version13 = value == TLS_1_3;
                skipMessage();
            }
            case NONE -> skipMessage();
        }
    }

    private void type(TlsState tls, boolean fromClient, int type) {
        boolean isHello = type == (fromClient ? CLIENT_HELLO : SERVER_HELLO);
        if (sealedLength > 0 && !isHello) {
            tls.clientFinished = true;
            loseRecord();
            return;
        }
        if (sealedLength == 0) {
            if (isHello && fromClient) {
                tls.clientHello = true;
            } else if (isHello) {
                tls.serverHello = true;
                // Unless an extension says otherwise (RFC 8446 section 4.2.1).
                tls.version13 = false;
            } else if (fromClient && tls.serverHello) {
                // Up to TLS 1.2 only: in 1.3 everything after the hellos is disguised.
                tls.clientKeyExchange = true;
            }
        }
        expect(isHello ? Step.HELLO_LENGTH : Step.LENGTH, 0, 3);
    }

    private void hello(TlsState tls, boolean fromClient, int length) {
        if (sealedLength > 0) {
            // A hello fills its record; ciphertext says so once in four billion times.
            if (length + HEADER != sealedLength) {
                tls.clientFinished = true;
                loseRecord();
                return;
            }
            tls.clientHello = true;
            sealedLength = 0;
        }
        messageLeft = length;
        readsClientHello = fromClient;
        expect(Step.SESSION_ID_LENGTH, BEFORE_SESSION_ID, 1);
    }

    private void extension(TlsState tls, boolean fromClient, int type, int length) {
        if (type == EXTENSION_ALPN && length > 2) {
            // A server names the one that it chose.
            tls.offersHttp2 &= fromClient;
            namesLeft = length - 2;
            expect(Step.NAME_LENGTH, 2, 1);
        } else if (!fromClient && type == EXTENSION_SUPPORTED_VERSIONS) {
            expect(Step.VERSION, 0, 2);
        } else {
            expect(Step.EXTENSION, length, 4);
        }
    }

    /** The next name of the list, or the next extension, comes after {@code before} bytes. */
    private void nextName(int before) {
        if (namesLeft > 0) {
            expect(Step.NAME_LENGTH, before, 1);
        } else {
            expect(Step.EXTENSION, before, 4);
        }
    }

    private void skipMessage() {
        if (messageLeft == 0) {
            beginMessage();
        } else {
            expect(Step.NONE, messageLeft, 1);
        }
    }
}
