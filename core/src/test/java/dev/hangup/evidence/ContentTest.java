package dev.hangup.evidence;

import static dev.hangup.capture.TcpBytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.SampleCaptures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
    private static Content of(byte[] bytes) throws IOException {
        return Content.of(new ByteSource(new ByteArrayInputStream(bytes)));
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void capturesOfEveryFormatAreRecognised(CaptureFormat format) throws IOException {
        Content content = of(format.rewrite(SampleCaptures.bytes("firewall-rejects-by-icmp")));

        assertThat(content.isCapture()).isTrue();
    }

    @Test
    void lookingDoesNotMove() throws IOException {
        ByteSource source = new ByteSource(new ByteArrayInputStream(SampleCaptures.bytes("firewall-rejects-by-icmp")));

        Content.of(source);

        assertThat(source.offset()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain text", "\u00e4\u00f6\u00fc in UTF-8\n", "\u001b[31mcoloured\u001b[0m\ttext\r\n", "    "})
    void textIsRecognised(String text) throws IOException {
        assertThat(of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Content.TEXT);
    }

    @Test
    void whatKernelsSayIsRecognised() throws IOException {
        assertThat(of("# tracer: nop\n#\n".getBytes(StandardCharsets.UTF_8))).isEqualTo(Content.KERNEL_TRACE);
        assertThat(of("#kernel\nTcpExtListenDrops  0  0.0\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Content.HOST_SNAPSHOT);
    }

    @Test
    void whatWasMeasuredIsRecognisedCompressedToo() throws IOException {
        byte[] measured = "{\"schema\":1,\"target\":\"http://a.test/\",\"took_seconds\":1,\"instances\":[]}"
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(gzip)) {
            packed.write(measured);
        }

        assertThat(of(measured)).isEqualTo(Content.MEASUREMENT);
        assertThat(new Unpacked(new ByteArrayInputStream(gzip.toByteArray())).content())
                .isEqualTo(Content.MEASUREMENT);
    }

    @Test
    void whatIsNothingElseIsOther() throws IOException {
        assertThat(of(new byte[100])).isEqualTo(Content.OTHER);
        assertThat(of(bytes(0x7f, 'E', 'L', 'F'))).isEqualTo(Content.OTHER);
    }

    @Test
    void lessThanFourBytesTellNothing() throws IOException {
        assertThat(of(new byte[0])).isEqualTo(Content.EMPTY);
        assertThat(of(bytes(0xd4, 0xc3, 0xb2))).isEqualTo(Content.STUB);
    }
}
