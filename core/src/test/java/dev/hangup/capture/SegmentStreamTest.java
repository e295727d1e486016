package dev.hangup.capture;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading ahead on another thread changes nothing but the time it takes. */
@Timeout(60)
class SegmentStreamTest {
    private static final long NOON = 1_795_176_000_000_000_000L;

    private static final int PACKETS = 6000;

    /** Some megabytes: many windows, many batches, payloads of every size that tell themselves apart. */
    private static byte[] largeCapture() {
        return written(IntStream.range(0, PACKETS).toArray(), i -> NOON + i * 1000L);
    }

    /** The same packets, in the file in another order, at the times that {@code nanos} tells. */
    private static byte[] written(int[] order, IntToLongFunction nanos) {
        PcapBytes file = PcapBytes.pcap();
        for (int i : order) {
            Random random = new Random(i);
            byte[] payload = new byte[random.nextInt(i % 500 == 0 ? 60_000 : 1400)];
            random.nextBytes(payload);
            file.packet(
                    nanos.applyAsLong(i),
                    Frames.ethernet(ipv4("10.1.1.2", "10.1.2.2")
                            .carrying(tcp(40000, 80).sequence(i).payload(payload))
                            .build()));
        }
        return file.build();
    }

    /** Each packet is written down at most so many places behind where its time puts it. */
    private static byte[] disordered(int places) {
        Random random = new Random(7);
        int[] place =
                IntStream.range(0, PACKETS).map(i -> i + random.nextInt(places)).toArray();
        int[] order = IntStream.range(0, PACKETS)
                .boxed()
                .sorted(Comparator.comparingInt(i -> place[i]))
                .mapToInt(i -> i)
                .toArray();
        return written(order, i -> NOON + i * 1000L);
    }

    private static List<Reading.Dissected> streamed(InputStream in, boolean threaded) throws IOException {
        List<Reading.Dissected> segments = new ArrayList<>();
        ByteSource source = new ByteSource(in);
        PacketReader reader = PcapReader.open(source, (offset, what) -> {});
        assertThat(reader).isNotNull();
        try (SegmentStream stream = new SegmentStream(source, reader, threaded)) {
            for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                assertThat(batch.size()).isPositive();
                for (int i = 0; i < batch.size(); i++) {
                    segments.add(Reading.dissected(batch.get(i)));
                }
            }
        }
        return segments;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void segmentsAreThoseOfTheReaderInItsOrder(boolean threaded) throws IOException {
        byte[] file = largeCapture();

        assertThat(streamed(new ByteArrayInputStream(file), threaded))
                .isEqualTo(Reading.of(file).segments())
                .hasSize(6000);
    }

    /** What comes late can be waited for only once it is known that something does. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void segmentsThatWereWrittenDownLateAreInTheOrderOfTheirTimes(boolean threaded) throws IOException {
        int unknown = 40;
        byte[] file = disordered(unknown);
        List<Reading.Dissected> inOrder = Reading.of(largeCapture()).segments();

        List<Reading.Dissected> streamed = streamed(new ByteArrayInputStream(file), threaded);
        assertThat(streamed).containsExactlyInAnyOrderElementsOf(inOrder);
        assertThat(streamed.subList(unknown, PACKETS)).isEqualTo(inOrder.subList(unknown, PACKETS));
        assertThat(streamed(new SlowPipe(file), threaded)).as("from a pipe").isEqualTo(streamed);
    }

    @Test
    void segmentsThatAreFartherOutOfOrderAreAllThereTheSameWayFromAPipe() throws IOException {
        byte[] file = disordered(2 * Reordering.HELD);

        List<Reading.Dissected> streamed = streamed(new ByteArrayInputStream(file), false);
        assertThat(streamed)
                .containsExactlyInAnyOrderElementsOf(Reading.of(largeCapture()).segments());
        assertThat(streamed(new SlowPipe(file), false)).isEqualTo(streamed);
    }

    @Test
    void clockThatIsSetBackIsNoDisorder() throws IOException {
        byte[] file =
                written(IntStream.range(0, PACKETS).toArray(), i -> NOON + i * 1000L - (i < 3000 ? 0 : 2_000_000_000L));

        assertThat(streamed(new ByteArrayInputStream(file), false))
                .isEqualTo(Reading.of(largeCapture()).segments());
    }

    /** A pipe that has nothing more for now whenever it is asked. */
    private static final class SlowPipe extends ByteArrayInputStream {
        SlowPipe(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] into, int at, int most) {
            return super.read(into, at, Math.min(most, 3000));
        }

        @Override
        public int available() {
            return 0;
        }
    }

    /** Looking for the next record grows and slides the window while the batch before it is still being read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damageChangesNothing(boolean threaded) throws IOException {
        byte[] file = largeCapture();
        Random random = new Random(11);
        for (int i = 0; i < 40; i++) {
            int at = 24 + random.nextInt(file.length - 100);
            Arrays.fill(file, at, at + 60, (byte) (i % 2 == 0 ? 0xff : 0));
        }

        assertThat(streamed(new ByteArrayInputStream(file), threaded))
                .isEqualTo(Reading.of(file).segments())
                .hasSizeGreaterThan(5000);
    }

    @Test
    void captureWithoutPacketsHasNoBatch() throws IOException {
        assertThat(streamed(new ByteArrayInputStream(PcapBytes.pcap().build()), true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamThatFailsIsToldBehindEverythingThatWasRead(boolean threaded) throws IOException {
        byte[] file = largeCapture();
        InputStream in =
                new SequenceInputStream(new ByteArrayInputStream(file), new FailingStream("Input/output error"));
        ByteSource source = new ByteSource(in);
        PacketReader reader = PcapReader.open(source, (offset, what) -> {});
        assertThat(reader).isNotNull();
        List<Integer> sizes = new ArrayList<>();
        try (SegmentStream stream = new SegmentStream(source, reader, threaded)) {
            assertThatThrownBy(() -> {
                        for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                            sizes.add(batch.size());
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("Input/output error");
        }
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(6000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void defectOfTheReaderEndsTheStreamInsteadOfStallingIt(boolean threaded) {
        PacketReader defective = new PacketReader() {
            @Override
            public boolean next(Packet packet) {
                throw new ArrayIndexOutOfBoundsException("a defect");
            }

            @Override
            public String format() {
                return "none";
            }
        };
        ByteSource source = new ByteSource(InputStream.nullInputStream());
        try (SegmentStream stream = new SegmentStream(source, defective, threaded)) {
            assertThatThrownBy(stream::next).hasRootCauseMessage("a defect");
        }
    }

    @Test
    void streamThatIsClosedEarlyStopsReading() throws Exception {
        byte[] file = largeCapture();
        ByteSource source = new ByteSource(new ByteArrayInputStream(file));
        PacketReader reader = PcapReader.open(source, (offset, what) -> {});
        assertThat(reader).isNotNull();
        SegmentStream stream = new SegmentStream(source, reader, true);
        assertThat(stream.next()).isNotNull();
        stream.close();
        Thread.sleep(50);

        assertThat(source.offset()).isLessThan(file.length);
    }
}
