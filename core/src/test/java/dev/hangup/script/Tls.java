package dev.hangup.script;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** TLS records as they look from outside (RFC 5246, RFC 8446): real hellos and alerts, and filler where it is encrypted. */
public final class Tls {
    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;

    /** Sizes of a Finished, and of an alert, in TLS 1.3 with AES-128-GCM and SHA-256. */
    private static final int FINISHED_13 = 53;

    private static final int ALERT_13 = 19;
    private static final int TICKET_13 = 255;

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

    private static byte[] record(int type, byte[] body) {
        byte[] header = {(byte) type, 3, 3, (byte) (body.length >> 8), (byte) body.length};
        return flight(header, body);
    }

    private static byte[] message(int type, byte[] body) {
        byte[] header = {(byte) type, 0, (byte) (body.length >> 8), (byte) body.length};
        return record(HANDSHAKE, flight(header, body));
    }

    private static byte[] extension(int type, int... data) {
        byte[] extension = new byte[4 + data.length];
        extension[1] = (byte) type;
        extension[3] = (byte) data.length;
        for (int i = 0; i < data.length; i++) {
            extension[4 + i] = (byte) data[i];
        }
        return extension;
    }

    /** A ClientHello that offers TLS 1.3 and 1.2, and h2 and http/1.1 by ALPN. */
    public static byte[] clientHello() {
        byte[] extensions = flight(
                extension(43, 4, 3, 4, 3, 3),
                extension(16, 0, 12, 2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'),
                extension(21, new int[120]));
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
        byte[] extensions = version13 ? flight(extension(51, new int[36]), extension(43, 3, 4)) : extension(23);
        byte[] body = flight(
                new byte[] {3, 3},
                new byte[32],
                new byte[] {32},
                new byte[32],
                new byte[] {0x13, 1, 0},
                new byte[] {0, (byte) extensions.length},
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

    /** A close_notify in TLS 1.2: an alert that is encrypted. */
    public static byte[] closeNotify12() {
        return record(ALERT, 26);
    }

    /** An alert in clear, fatal. */
    public static byte[] alert(int description) {
        return record(ALERT, new byte[] {2, (byte) description});
    }
}
