import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;

/**
 * Writes the three sample captures from the packet tables printed in the article "What? Connection reset by peer?",
 * whose test code is github.com/weixu365/test-connection-reset. Run it as {@code java samples/MakeSamples.java
 * samples}; it needs Java 17 and nothing else, and writes the same bytes every time.
 *
 * <p>A table row gives the time, the sender, the frame length, the flags, the relative sequence and acknowledgment
 * numbers, the scaled window and the TCP timestamps, all as printed; the print's time is taken as UTC. Of the HTTP
 * rows ({@code GET} and {@code 200}) only time, sender, length and first line are printed: their numbers follow from
 * the rows around them, their window is the one their sender last advertised (in row 441 a step between those around
 * it), their timestamps follow the clock of the printed ones, and their flags are PSH and ACK. A dash means that the
 * frame does not have the field.
 *
 * <p>What the article does not print at all is constant: TTL 64, IP identification 0 with don't-fragment, type of
 * service 0, the initial sequence numbers, and a payload padded to the printed length by an {@code X-Pad} header. No
 * verdict on a sample may rest on these.
 */
public final class MakeSamples {
    private static final int CLIENT_INITIAL_SEQUENCE = 1_000_000_000;
    private static final int SERVER_INITIAL_SEQUENCE = 2_000_000_000;
    private static final int TIME_TO_LIVE = 64;
    private static final short DONT_FRAGMENT = 0x4000;

    private static final int PCAP_MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int SNAP_LENGTH = 262_144;
    private static final int IP_HEADER_LENGTH = 20;
    private static final int TCP_HEADER_LENGTH = 20;
    private static final byte PROTOCOL_TCP = 6;

    private static final Map<String, Integer> FLAG_BITS = Map.of("FIN", 0x01, "SYN", 0x02, "RST", 0x04, "ACK", 0x10);
    private static final int PUSH_AND_ACK = 0x18;

    /** Table 1: the server closes its idle connection after 0.50 s, nobody is hurt. */
    private static final Capture IDLE_CLOSE = new Capture(
            "1-idle-close.pcap",
            Link.ETHERNET,
            new Host("172.18.0.3", 48528, CLIENT_INITIAL_SEQUENCE),
            new Host("172.18.0.2", 8000, SERVER_INITIAL_SEQUENCE),
            7,
            request("GET /_healthcheck HTTP/1.1", "localhost", 175),
            response(205),
            """
            No. Time                       Sender Length Flags    Seq Ack   Win    TSval    TSecr
              1 2017-11-12T17:11:04.299146 client     74 SYN        0   - 29200 32031305        0
              2 2017-11-12T17:11:04.299171 server     74 SYN,ACK    0   1 28960 32031305 32031305
              3 2017-11-12T17:11:04.299194 client     66 ACK        1   1 29312 32031305 32031305
              4 2017-11-12T17:11:04.299259 client    241 GET        1   1 29312 32031305 32031305
              5 2017-11-12T17:11:04.299267 server     66 ACK        1 176 30080 32031305 32031305
              6 2017-11-12T17:11:04.299809 server    271 200        1 176 30080 32031305 32031305
              7 2017-11-12T17:11:04.299852 client     66 ACK      176 206 30336 32031305 32031305
              8 2017-11-12T17:11:04.800805 server     66 FIN,ACK  206 176 30080 32031355 32031305
              9 2017-11-12T17:11:04.801120 client     66 FIN,ACK  176 207 30336 32031355 32031355
             10 2017-11-12T17:11:04.801151 server     66 ACK      207 177 30080 32031355 32031355
            """);

    /** Table 2: the third request meets the idle close before a FIN was sent, and is answered by RST, ACK. */
    private static final Capture RACE_WITHOUT_FIN = new Capture(
            "2-keepalive-race-rst.pcap",
            Link.ETHERNET,
            new Host("172.18.0.3", 48702, CLIENT_INITIAL_SEQUENCE),
            new Host("172.18.0.2", 8000, SERVER_INITIAL_SEQUENCE),
            7,
            request("GET /_healthcheck HTTP/1.1", "localhost", 175),
            response(205),
            """
            No. Time                       Sender Length Flags    Seq Ack   Win    TSval    TSecr
            433 2017-11-12T17:11:26.548449 client     74 SYN        0   - 29200 32033530        0
            434 2017-11-12T17:11:26.548476 server     74 SYN,ACK    0   1 28960 32033530 32033530
            435 2017-11-12T17:11:26.548502 client     66 ACK        1   1 29312 32033530 32033530
            436 2017-11-12T17:11:26.548609 client    241 GET        1   1 29312 32033530 32033530
            437 2017-11-12T17:11:26.548618 server     66 ACK        1 176 30080 32033530 32033530
            438 2017-11-12T17:11:26.549173 server    271 200        1 176 30080 32033530 32033530
            439 2017-11-12T17:11:26.549230 client     66 ACK      176 206 30336 32033530 32033530
            440 2017-11-12T17:11:27.049668 client    241 GET      176 206 30336 32033580 32033530
            441 2017-11-12T17:11:27.050324 server    271 200      206 351 31232 32033580 32033580
            442 2017-11-12T17:11:27.050378 client     66 ACK      351 411 31360 32033580 32033580
            443 2017-11-12T17:11:27.551182 client    241 GET      351 411 31360 32033630 32033580
            444 2017-11-12T17:11:27.551294 server     66 RST,ACK  411 526 32256 32033630 32033630
            """);

    /** Table 3: the second request and the server's FIN cross on the way. */
    private static final Capture RACE_WITH_CROSSING_FIN = new Capture(
            "3-keepalive-race-fin-cross.pcap",
            Link.BSD_LOOPBACK,
            new Host("127.0.0.1", 50678, CLIENT_INITIAL_SEQUENCE),
            new Host("127.0.0.1", 8000, SERVER_INITIAL_SEQUENCE),
            5,
            request("GET / HTTP/1.1", "localhost:8000", 133),
            response(205),
            """
            No. Time                       Sender Length Flags    Seq Ack    Win      TSval      TSecr
             13 2018-06-15T21:40:00.522110 client     68 SYN        0   -  65535 1503957438          0
             14 2018-06-15T21:40:00.522210 server     68 SYN,ACK    0   1  65535 1503957438 1503957438
             15 2018-06-15T21:40:00.522219 client     56 ACK        1   1 408288 1503957438 1503957438
             16 2018-06-15T21:40:00.522228 server     56 ACK        1   1 408288 1503957438 1503957438
             17 2018-06-15T21:40:00.522315 client    189 GET        1   1 408288 1503957438 1503957438
             18 2018-06-15T21:40:00.522358 server     56 ACK        1 134 408160 1503957438 1503957438
             19 2018-06-15T21:40:00.522727 server    261 200        1 134 408160 1503957438 1503957438
             20 2018-06-15T21:40:00.522773 client     56 ACK      134 206 408064 1503957438 1503957438
             21 2018-06-15T21:40:01.025685 client    189 GET      134 206 408064 1503957939 1503957438
             22 2018-06-15T21:40:01.025687 server     56 FIN,ACK  206 134 408160 1503957939 1503957438
             23 2018-06-15T21:40:01.025748 server     44 RST      206   -      0          -          -
             24 2018-06-15T21:40:01.025760 client     56 ACK      267 207 408064 1503957939 1503957939
             25 2018-06-15T21:40:01.025769 server     44 RST      207   -      0          -          -
            """);

    private MakeSamples() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: java samples/MakeSamples.java OUTDIR");
            System.exit(2);
        }
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (Capture capture : List.of(IDLE_CLOSE, RACE_WITHOUT_FIN, RACE_WITH_CROSSING_FIN)) {
            Path file = directory.resolve(capture.fileName());
            Files.write(file, pcap(capture));
            System.out.println(file);
        }
    }

    /** One classic pcap file, little-endian, microseconds. */
    private static byte[] pcap(Capture capture) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(PCAP_MAGIC_MICROSECONDS).putShort((short) 2).putShort((short) 4);
        out.putInt(0).putInt(0).putInt(SNAP_LENGTH).putInt(capture.link().number);
        for (String line : capture.table().lines().skip(1).toList()) {
            Row row = Row.parse(line);
            byte[] frame = frame(capture, row);
            if (frame.length != row.length()) {
                throw new IllegalStateException("made " + frame.length + " bytes for: " + line);
            }
            out.putInt((int) row.time().toEpochSecond(ZoneOffset.UTC));
            out.putInt(row.time().get(ChronoField.MICRO_OF_SECOND));
            out.putInt(frame.length).putInt(frame.length).put(frame);
        }
        return bytes(out);
    }

    private static byte[] frame(Capture capture, Row row) throws IOException {
        byte[] linkHeader = capture.link().header(row.fromClient());
        byte[] segment = segment(capture, row);
        byte[] ipHeader = ipHeader(capture.sender(row), capture.receiver(row), segment.length);
        return ByteBuffer.allocate(linkHeader.length + ipHeader.length + segment.length)
                .put(linkHeader)
                .put(ipHeader)
                .put(segment)
                .array();
    }

    private static byte[] ipHeader(Host sender, Host receiver, int segmentLength) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(IP_HEADER_LENGTH);
        header.put((byte) 0x45).put((byte) 0).putShort((short) (IP_HEADER_LENGTH + segmentLength));
        header.putShort((short) 0).putShort(DONT_FRAGMENT);
        header.put((byte) TIME_TO_LIVE).put(PROTOCOL_TCP).putShort((short) 0);
        header.put(sender.addressBytes()).put(receiver.addressBytes());
        return header.putShort(10, checksum(header.array())).array();
    }

    private static byte[] segment(Capture capture, Row row) throws IOException {
        Host sender = capture.sender(row);
        Host receiver = capture.receiver(row);
        byte[] options = options(capture, row);
        byte[] payload = capture.payload(row);
        int headerLength = TCP_HEADER_LENGTH + options.length;
        ByteBuffer segment = ByteBuffer.allocate(headerLength + payload.length);
        segment.putShort((short) sender.port()).putShort((short) receiver.port());
        segment.putInt(sender.initialSequence() + row.sequence());
        segment.putInt(row.hasAcknowledgment() ? receiver.initialSequence() + row.acknowledgment() : 0);
        segment.put((byte) (headerLength / 4 << 4)).put((byte) row.flagBits());
        segment.putShort((short) capture.windowField(row)).putShort((short) 0).putShort((short) 0);
        segment.put(options).put(payload);

        ByteBuffer summed = ByteBuffer.allocate(12 + segment.capacity());
        summed.put(sender.addressBytes()).put(receiver.addressBytes());
        summed.put((byte) 0).put(PROTOCOL_TCP).putShort((short) segment.capacity());
        summed.put(segment.array());
        return segment.putShort(16, checksum(summed.array())).array();
    }

    private static byte[] options(Capture capture, Row row) {
        ByteBuffer options = ByteBuffer.allocate(40);
        if (row.isSyn()) {
            capture.link().putSynOptions(options, row, capture.windowShift());
        } else if (row.hasTimestamps()) {
            putNoOperation(options, 2);
            putTimestamps(options, row);
        }
        return bytes(options);
    }

    private static void putNoOperation(ByteBuffer options, int count) {
        for (int i = 0; i < count; i++) {
            options.put((byte) 1);
        }
    }

    private static void putMaximumSegmentSize(ByteBuffer options, int size) {
        options.put((byte) 2).put((byte) 4).putShort((short) size);
    }

    private static void putWindowScale(ByteBuffer options, int shift) {
        options.put((byte) 3).put((byte) 3).put((byte) shift);
    }

    private static void putSackPermitted(ByteBuffer options) {
        options.put((byte) 4).put((byte) 2);
    }

    private static void putTimestamps(ByteBuffer options, Row row) {
        options.put((byte) 8).put((byte) 10).putInt(row.timestamp()).putInt(row.echoedTimestamp());
    }

    private static byte[] request(String requestLine, String host, int length) {
        return padded(requestLine + "\r\nHost: " + host + "\r\n", "", length);
    }

    private static byte[] response(int length) {
        String body = "OK";
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + body.length()
                + "\r\nConnection: keep-alive\r\n";
        return padded(head, body, length);
    }

    /** An HTTP message of exactly the given length, by a header of as many 'x' as are missing. */
    private static byte[] padded(String head, String body, int length) {
        String template = head + "X-Pad: %s\r\n\r\n" + body;
        int missing = length - (template.length() - "%s".length());
        return template.formatted("x".repeat(missing)).getBytes(StandardCharsets.US_ASCII);
    }

    /** The Internet checksum (RFC 1071) of bytes in which the checksum field is still zero. */
    private static short checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i] & 0xFF;
            sum += i % 2 == 0 ? octet << 8 : octet;
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (short) ~sum;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** What was captured on: the link header, and the SYN options in the order of the system that ran on it. */
    private enum Link {
        /** Docker's bridge on Linux; the MAC addresses are those that Docker derives from the printed IP addresses. */
        ETHERNET(1) {
            @Override
            byte[] header(boolean fromClient) {
                byte client = 3;
                byte server = 2;
                return ByteBuffer.allocate(14)
                        .put(new byte[] {0x02, 0x42, (byte) 0xAC, 0x12, 0x00, fromClient ? server : client})
                        .put(new byte[] {0x02, 0x42, (byte) 0xAC, 0x12, 0x00, fromClient ? client : server})
                        .putShort((short) 0x0800)
                        .array();
            }

            @Override
            void putSynOptions(ByteBuffer options, Row row, int windowShift) {
                putMaximumSegmentSize(options, 1460);
                putSackPermitted(options);
                putTimestamps(options, row);
                putNoOperation(options, 1);
                putWindowScale(options, windowShift);
            }
        },

        /** The loopback of macOS, DLT_NULL: the address family (AF_INET, 2) in the byte order of the host. */
        BSD_LOOPBACK(0) {
            @Override
            byte[] header(boolean fromClient) {
                return new byte[] {2, 0, 0, 0};
            }

            @Override
            void putSynOptions(ByteBuffer options, Row row, int windowShift) {
                putMaximumSegmentSize(options, 16344);
                putNoOperation(options, 1);
                putWindowScale(options, windowShift);
                putNoOperation(options, 2);
                putTimestamps(options, row);
                putSackPermitted(options);
                options.put((byte) 0).put((byte) 0);
            }
        };

        final int number;

        Link(int number) {
            this.number = number;
        }

        abstract byte[] header(boolean fromClient);

        abstract void putSynOptions(ByteBuffer options, Row row, int windowShift);
    }

    private record Host(String address, int port, int initialSequence) {
        byte[] addressBytes() throws IOException {
            return InetAddress.getByName(address).getAddress();
        }
    }

    /** One table of the article and what is needed to make a file of it. */
    private record Capture(
            String fileName,
            Link link,
            Host client,
            Host server,
            int windowShift,
            byte[] request,
            byte[] response,
            String table) {
        Host sender(Row row) {
            return row.fromClient() ? client : server;
        }

        Host receiver(Row row) {
            return row.fromClient() ? server : client;
        }

        byte[] payload(Row row) {
            return switch (row.flags()) {
                case "GET" -> request;
                case "200" -> response;
                default -> new byte[0];
            };
        }

        /** The window as it stands in the header: the printed one is scaled, except in a SYN (RFC 7323, 2.2). */
        int windowField(Row row) {
            int shift = row.isSyn() ? 0 : windowShift;
            if (row.window() >> shift << shift != row.window()) {
                throw new IllegalStateException("window " + row.window() + " is no multiple of " + (1 << shift));
            }
            return row.window() >> shift;
        }
    }

    /** One row of a table; numbers are relative to the initial sequence numbers, absent ones are -1. */
    private record Row(
            LocalDateTime time,
            boolean fromClient,
            int length,
            String flags,
            int sequence,
            int acknowledgment,
            int window,
            int timestamp,
            int echoedTimestamp) {
        static Row parse(String line) {
            String[] cells = line.strip().split(" +");
            return new Row(
                    LocalDateTime.parse(cells[1]),
                    cells[2].equals("client"),
                    number(cells[3]),
                    cells[4],
                    number(cells[5]),
                    number(cells[6]),
                    number(cells[7]),
                    number(cells[8]),
                    number(cells[9]));
        }

        private static int number(String cell) {
            return cell.equals("-") ? -1 : Integer.parseInt(cell);
        }

        boolean isSyn() {
            return flags.startsWith("SYN");
        }

        boolean hasAcknowledgment() {
            return acknowledgment >= 0;
        }

        boolean hasTimestamps() {
            return timestamp >= 0;
        }

        int flagBits() {
            if (flags.equals("GET") || flags.equals("200")) {
                return PUSH_AND_ACK;
            }
            int bits = 0;
            for (String flag : flags.split(",")) {
                bits |= FLAG_BITS.get(flag);
            }
            return bits;
        }
    }
}
