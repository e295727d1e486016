package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerProductTest {
    /** Longer than what is remembered; the two differ behind that only. */
    private static final String LONG = " ".repeat(40) + "module/" + "x".repeat(30);

    private static final List<String> VALUES = List.of(
            "nginx/1.22.1",
            "nginx/1.22.1",
            "nginx/1.22.2",
            "",
            "nginx/1.22",
            "envoy",
            "",
            "Apache/2.4.62" + LONG,
            "Apache/2.4.62" + LONG + "y",
            "",
            "lighttpd/1.4.69");

    @Test
    void valueBeforeDoesNotMatter() {
        ServerProduct product = new ServerProduct();
        for (String value : VALUES) {
            byte[] text = ("Server: " + value + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int from = "Server: ".length();

            product.read(text, from, from + value.length());

            assertThat(product.software()).as(value).isEqualTo(ServerSoftware.in(text, from, value.length()));
            assertThat(product.version()).as(value).isEqualTo(ServerSoftware.versionIn(text, from, value.length()));
        }
    }
}
