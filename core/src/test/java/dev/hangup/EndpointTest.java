package dev.hangup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    /** None of these is an address, but some of them could be a name that a name server knows. */
    private static final List<String> NO_ADDRESSES = List.of(
            "",
            ".",
            "...",
            "a",
            "localhost",
            "1.2.3.4.5",
            "256.1.1.1",
            "999.1.1.1",
            "1.2.3.",
            ".1.2.3",
            "1..2.3",
            "10.0.0.1 ",
            " 10.0.0.1",
            "10.0.0.1/8",
            "0x7f.1",
            ":",
            ":::",
            "1::2::3",
            "12345::",
            "::g",
            "fe80::1%eth0",
            "[::1]",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "::ffff:1.2.3.256",
            "10.0.0.1:80",
            "dead.beef",
            "face");

    @Test
    void ipv4IsWrittenWithDots() {
        Endpoint endpoint = Endpoint.ofLiteral("10.1.255.0", 40_000);

        assertThat(endpoint.isIpv4()).isTrue();
        assertThat(endpoint.address()).isEqualTo("10.1.255.0");
        assertThat(endpoint).hasToString("10.1.255.0:40000");
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 5952 section 4.1: no leading zeros, 4.2.1: as short as possible
        "2001:0db8:0000:0000:0000:0000:0002:0001, 2001:db8::2:1",
        // 4.2.2: one group of zeros is not shortened
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        // 4.2.3: the longest run of zeros, and the first of two as long
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        // 4.3: lower case
        "2001:DB8::ABCD, 2001:db8::abcd",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "0:0:0:0:0:0:0:5, ::5",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:0:0:4:5:6:7:8, 1::4:5:6:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    })
    void ipv6IsWrittenAsRfc5952Asks(String literal, String text) {
        Endpoint endpoint = Endpoint.ofLiteral(literal, 443);

        assertThat(endpoint.isIpv4()).isFalse();
        assertThat(endpoint.address()).isEqualTo(text);
        assertThat(endpoint).hasToString("[" + text + "]:443");
    }

    @Test
    void ipv4MappedIpv6IsTheIpv4Address() {
        assertThat(Endpoint.ofLiteral("::ffff:10.0.0.1", 80)).isEqualTo(Endpoint.ofLiteral("10.0.0.1", 80));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void textOfAnIpv6AddressReadsBackAsTheSameAddress(
            @ForAll long high, @ForAll long low, @ForAll @IntRange(max = 0xffff) int port) {
        Endpoint endpoint = new Endpoint(high, low, port);

        assertThat(Endpoint.ofLiteral(endpoint.address(), port)).isEqualTo(endpoint);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadAgain(@ForAll long low, @ForAll int address, @ForAll @IntRange(max = 0xffff) int port) {
        for (Endpoint endpoint : new Endpoint[] {
            new Endpoint(0x2001_0db8L << 32, low, port), new Endpoint(0, Endpoint.mappedIpv4(address), port)
        }) {
            assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.1", "10.0.0.1:", "10.0.0.1:65536", "[10.0.0.1]:80", "2001:db8::1:80", "a:80", ":80"})
    void textThatIsNoAddressAndPortIsRejected(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
    }

    @Property(tries = 300)
    void textOfAnAddressWithManyZeroGroupsReadsBackToo(
            @ForAll @IntRange(max = 255) int groups, @ForAll @IntRange(min = 1, max = 0xffff) int value) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | ((groups >> i & 1) != 0 ? value : 0);
            low = low << 16 | ((groups >> (4 + i) & 1) != 0 ? value : 0);
        }
        Endpoint endpoint = new Endpoint(high, low, 1);

        assertThat(Endpoint.ofLiteral(endpoint.address(), 1)).isEqualTo(endpoint);
        assertThat(endpoint.address()).doesNotContain(":::").doesNotContainPattern("^:[^:]|[^:]:$");
    }

    @Property(tries = 200)
    void textOfAnIpv4AddressReadsBackAsTheSameAddress(@ForAll int address) throws IOException {
        Endpoint endpoint = new Endpoint(0, Endpoint.mappedIpv4(address), 7);
        byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};

        assertThat(endpoint.address()).isEqualTo(InetAddress.getByAddress(bytes).getHostAddress());
        assertThat(Endpoint.ofLiteral(endpoint.address(), 7)).isEqualTo(endpoint);
    }

    @Test
    void endpointsAreOrderedByAddressThenPort() {
        Endpoint[] ordered = {
            Endpoint.ofLiteral("::1", 9),
            Endpoint.ofLiteral("9.0.0.1", 1),
            Endpoint.ofLiteral("10.0.0.1", 80),
            Endpoint.ofLiteral("10.0.0.1", 443),
            Endpoint.ofLiteral("200.0.0.1", 80),
            Endpoint.ofLiteral("2001:db8::1", 80),
            Endpoint.ofLiteral("fe80::1", 80)
        };
        Endpoint[] shuffled = ordered.clone();
        Arrays.sort(shuffled, (one, other) -> other.compareTo(one));
        Arrays.sort(shuffled);

        assertThat(shuffled).containsExactly(ordered);
    }

    /** {@code --host 1.2} is more likely a slip than the address 1.0.0.2 of the ancient notation. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "1.2", "127.1", "2130706433", "1.2.3"})
    void ipv4InFewerThanFourPartsIsRejected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.ofLiteral(text, 80))
                .withMessageContaining(text);
    }

    /**
     * Runs in a JVM of its own whose name service is a file that knows all these names: whoever asks it gets an address,
     * and is caught.
     */
    @Test
    void whatIsNoAddressIsRejectedWithoutAskingANameServer(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        StringBuilder lines = new StringBuilder();
        NO_ADDRESSES.stream()
                .filter(name -> !name.isBlank())
                .forEach(name -> lines.append("10.9.9.9 ").append(name.strip()).append('\n'));
        Files.writeString(hosts, lines);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Asking.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).as("taken for an address").isEmpty();
    }

    /** Prints every text that was taken for an address. */
    static final class Asking {
        private Asking() {}

        public static void main(String[] arguments) {
            for (String text : NO_ADDRESSES) {
                try {
                    System.out.println('"' + text + "\" became " + Endpoint.ofLiteral(text, 80));
                } catch (IllegalArgumentException rejected) {
                    // As it should be.
                }
            }
        }
    }

    @Test
    void theUnspecifiedAddressStandsForAllOfAHost() {
        assertThat(Endpoint.ofLiteral("0.0.0.0", 80).isUnspecified()).isTrue();
        assertThat(Endpoint.ofLiteral("::", 80).isUnspecified()).isTrue();
        assertThat(Endpoint.ofLiteral("0.0.0.1", 80).isUnspecified()).isFalse();
        assertThat(Endpoint.ofLiteral("::1", 80).isUnspecified()).isFalse();
    }
}
