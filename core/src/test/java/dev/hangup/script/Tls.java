package dev.hangup.script;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** TLS records as they look from outside (RFC 5246, RFC 8446): real hellos and alerts, and filler where it is encrypted. */
public final class Tls {
    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;

    private static final int HEADER = 5;
    private static final int ALPN = 16;
    private static final int PADDING = 21;
    private static final int EXTENDED_MASTER_SECRET = 23;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    /** Sizes of a Finished, and of an alert, in TLS 1.3 with AES-128-GCM and SHA-256. */
    private static final int FINISHED_13 = 53;

    private static final int ALERT_13 = 19;
    private static final int TICKET_13 = 255;
    /** JSSE pads by 16 bytes: a Finished with SHA-384, and an alert. */
    private static final int EMPTY_CERTIFICATE_13 = 25;

    private static final int FINISHED_PADDED = 85;

    private static final int ALERT_PADDED = 35;

    private Tls() {}

    /** Records one after the other. */
    public static byte[] flight(byte[]... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] record : records) {
            all.writeBytes(record);
        }
        return all.toByteArray();
    }

    /** A record of {@code length} bytes of filler that looks like no message. */
    public static byte[] record(int type, int length) {
        byte[] filler = new byte[length];
        Arrays.fill(filler, (byte) 0xee);
        return record(type, filler);
    }

    /** A record with this content. */
    public static byte[] record(int type, byte[] body) {
        byte[] header = {(byte) type, 3, 3, (byte) (body.length >> 8), (byte) body.length};
        return flight(header, body);
    }

    /** A record of the handshake with one message. */
    public static byte[] message(int type, byte[] body) {
        byte[] header = {(byte) type, 0, (byte) (body.length >> 8), (byte) body.length};
        return record(HANDSHAKE, flight(header, body));
    }

    /** The messages of several records of the handshake in one record (RFC 8446 section 5.1). */
    public static byte[] inOneRecord(byte[]... records) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (byte[] record : records) {
            messages.write(record, HEADER, record.length - HEADER);
        }
        return record(HANDSHAKE, messages.toByteArray());
    }

    /** The contents of one record of the handshake in several, of {@code size} bytes each. */
    public static byte[] inRecordsOf(int size, byte[] record) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int from = HEADER; from < record.length; from += size) {
            records.writeBytes(
                    record(HANDSHAKE, Arrays.copyOfRange(record, from, Math.min(record.length, from + size))));
        }
        return records.toByteArray();
    }

    private static byte[] extension(int type, int... data) {
        byte[] extension = new byte[4 + data.length];
        extension[1] = (byte) type;
        extension[2] = (byte) (data.length >> 8);
        extension[3] = (byte) data.length;
        for (int i = 0; i < data.length; i++) {
            extension[4 + i] = (byte) data[i];
        }
        return extension;
    }

    /** A ClientHello that offers TLS 1.3 and 1.2, and h2 and http/1.1 by ALPN. */
    public static byte[] clientHello() {
        return clientHello(flight(
                extension(SUPPORTED_VERSIONS, 4, 3, 4, 3, 3),
                extension(ALPN, 0, 12, 2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'),
                extension(PADDING, new int[120])));
    }

    /** A ClientHello with the share of a post-quantum key, X25519MLKEM768, before the names of ALPN, h2 the last of them. */
    public static byte[] largeClientHello() {
        return clientHello(flight(
                extension(SUPPORTED_VERSIONS, 4, 3, 4, 3, 3),
                extension(KEY_SHARE, new int[2 + 4 + 1216]),
                extension(ALPN, 0, 12, 8, 'h', 't', 't', 'p', '/', '1', '.', '1', 2, 'h', '2'),
                extension(PADDING, new int[300])));
    }

    /** A ClientHello of a client that speaks neither TLS 1.3 nor HTTP/2. */
    public static byte[] clientHello12() {
        return clientHello(flight(
                extension(ALPN, 0, 9, 8, 'h', 't', 't', 'p', '/', '1', '.', '1'),
                extension(PADDING, 0, 3, 2, 'h', '2')));
    }

    /** A ClientHello of a client that speaks TLS 1.3, but only HTTP/1.1 inside. */
    public static byte[] clientHelloHttp1() {
        return clientHello(flight(
                extension(SUPPORTED_VERSIONS, 4, 3, 4, 3, 3),
                extension(ALPN, 0, 9, 8, 'h', 't', 't', 'p', '/', '1', '.', '1'),
                extension(PADDING, new int[120])));
    }

    private static byte[] clientHello(byte[] extensions) {
        byte[] body = flight(
                new byte[] {3, 3},
                new byte[32],
                new byte[] {32},
                new byte[32],
                new byte[] {0, 4, 0x13, 1, (byte) 0xc0, 0x2f},
                new byte[] {1, 0},
                new byte[] {(byte) (extensions.length >> 8), (byte) extensions.length},
                extensions);
        return message(1, body);
    }

    /** A ServerHello that chooses TLS 1.3, or 1.2. */
    public static byte[] serverHello(boolean version13) {
        return serverHello(
                version13
                        ? flight(extension(KEY_SHARE, new int[36]), extension(SUPPORTED_VERSIONS, 3, 4))
                        : extension(EXTENDED_MASTER_SECRET));
    }

    /** A ServerHello of TLS 1.2 that names the protocol which it chose of those offered (RFC 7301 section 3.1). */
    public static byte[] serverHelloChoosing(String protocol) {
        int[] names = new int[3 + protocol.length()];
        names[1] = 1 + protocol.length();
        names[2] = protocol.length();
        for (int i = 0; i < protocol.length(); i++) {
            names[3 + i] = protocol.charAt(i);
        }
        return serverHello(flight(extension(EXTENDED_MASTER_SECRET), extension(ALPN, names)));
    }

    /** A ServerHello of TLS 1.3 that is too long for a segment, its version the last thing that it says. */
    public static byte[] largeServerHello() {
        return serverHello(flight(extension(KEY_SHARE, new int[4 + 1120]), extension(SUPPORTED_VERSIONS, 3, 4)));
    }

    /** A ServerHello without extensions, as RFC 5246 section 7.4.1.3 allows. */
    public static byte[] oldServerHello() {
        return message(2, flight(new byte[] {3, 3}, new byte[32], new byte[] {0, (byte) 0xc0, 0x2f, 0}));
    }

    /** The server wants another key share (RFC 8446 section 4.1.4): a ServerHello, but for its random. */
    public static byte[] helloRetryRequest() {
        return serverHello(flight(extension(SUPPORTED_VERSIONS, 3, 4), extension(KEY_SHARE, 0, 23)));
    }

    private static byte[] serverHello(byte[] extensions) {
        byte[] body = flight(
                new byte[] {3, 3},
                new byte[32],
                new byte[] {32},
                new byte[32],
                new byte[] {0x13, 1, 0},
                new byte[] {(byte) (extensions.length >> 8), (byte) extensions.length},
                extensions);
        return message(2, body);
    }

    /** The rest of the server's first flight in TLS 1.3: ServerHello, and what is disguised as application data. */
    public static byte[] serverFlight13() {
        return flight(
                serverHello(true), changeCipherSpec(), application(30), application(1200), application(FINISHED_13));
    }

    /** The client's second flight in TLS 1.3. */
    public static byte[] clientFinished13() {
        return flight(changeCipherSpec(), application(FINISHED_13));
    }

    /** The same after a CertificateRequest: a Certificate, which may be empty, comes first (RFC 8446 section 4.4.2). */
    public static byte[] clientCertificateAndFinished13() {
        return flight(changeCipherSpec(), application(EMPTY_CERTIFICATE_13), application(FINISHED_13));
    }

    /** The same of JSSE with SHA-384, which pads what it encrypts. */
    public static byte[] clientFinishedPadded() {
        return flight(changeCipherSpec(), application(FINISHED_PADDED));
    }

    /** The two session tickets that OpenSSL sends after a handshake. */
    public static byte[] tickets13() {
        return flight(application(TICKET_13), application(TICKET_13));
    }

    /** The server's first flight in TLS 1.2. */
    public static byte[] serverFlight12() {
        return flight(
                serverHello(false), message(11, new byte[900]), message(12, new byte[300]), message(14, new byte[0]));
    }

    /** The client's second flight in TLS 1.2: key exchange, ChangeCipherSpec, encrypted Finished. */
    public static byte[] clientKeyExchange12() {
        return flight(message(16, new byte[66]), changeCipherSpec(), record(HANDSHAKE, 40));
    }

    /** The server's second flight in TLS 1.2. */
    public static byte[] serverFinished12() {
        return flight(changeCipherSpec(), record(HANDSHAKE, 40));
    }

    /** ChangeCipherSpec. */
    public static byte[] changeCipherSpec() {
        return record(CHANGE_CIPHER_SPEC, new byte[] {1});
    }

    /** A record of application data, or of what TLS 1.3 disguises as such. */
    public static byte[] application(int length) {
        return record(APPLICATION_DATA, length);
    }

    /** A close_notify in TLS 1.3. */
    public static byte[] closeNotify13() {
        return application(ALERT_13);
    }

    /** A close_notify of JSSE in TLS 1.3, padded. */
    public static byte[] closeNotifyPadded() {
        return application(ALERT_PADDED);
    }

    /** A close_notify in TLS 1.2: an alert that is encrypted. */
    public static byte[] closeNotify12() {
        return record(ALERT, 26);
    }

    /** An alert in clear, fatal. */
    public static byte[] alert(int description) {
        return record(ALERT, new byte[] {2, (byte) description});
    }
}
