package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SieveTest {
    private static final Set<String> NEEDLES = Set.of("reset", "set up", " 502 ", "tt", "ttr", "e");

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "reset",
                        "RESET",
                        "rese",
                        "set u",
                        "set up",
                        " 50",
                        "2 ",
                        "t",
                        "tt",
                        "r",
                        "x",
                        "\n",
                        "\n\n",
                        "\u00e9",
                        "y".repeat(700))
                .list()
                .ofMaxSize(80)
                .map(parts -> String.join("", parts));
    }

    @Property
    void findsWhatASearchFinds(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 5000) int length) {
        Set<String> needles = Set.of("reset", "set up", " 502 ", "ttr");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Boolean> expected = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String lowered = line.toLowerCase(Locale.ROOT);
            expected.add(needles.stream().anyMatch(lowered::contains));
        }

        assertThat(scan(new Sieve(Sieve.table(needles)), bytes, length)).isEqualTo(expected);
    }

    @Test
    void shortNeedleInsideALongOneIsFound() {
        assertThat(scan(new Sieve(Sieve.table(NEEDLES)), "xttx\n502\nE\n".getBytes(StandardCharsets.UTF_8), 100))
                .containsExactly(true, false, true, false);
    }

    /** For every line whether it has a needle. */
    private static List<Boolean> scan(Sieve sieve, byte[] bytes, int length) {
        List<Boolean> lines = new ArrayList<>();
        boolean[] found = new boolean[1];
        for (int from = 0; from < bytes.length; from += length) {
            sieve.scan(bytes, from, Math.min(bytes.length, from + length), new Sieve.Lines() {
                @Override
                public void needle(int at) {
                    assertThat(found[0]).as("a second needle in a line").isFalse();
                    found[0] = true;
                }

                @Override
                public void end(int at) {
                    assertThat(bytes[at]).isEqualTo((byte) '\n');
                    lines.add(found[0]);
                    found[0] = false;
                }
            });
        }
        lines.add(found[0]);
        return lines;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.9 - - [20/Nov/2026:20:08:14 +0000] \"GET /api/v1/items/7?page=50 HTTP/1.1\" 200 15020 "
                        + "\"https://shop.example/\" \"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 "
                        + "(KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1\"",
                "10.0.0.9 - - [20/Nov/2026:20:08:14 +0000] \"GET / HTTP/2.0\" 304 0 \"-\" \"Mozilla/5.0 (Macintosh; Intel Mac OS X "
                        + "10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\" 1502 0.502 [shop-web-80] [] "
                        + "10.1.0.1:8080 0 0.504 304 0123456789abcdef",
                "[2026-11-20T20:08:14.100Z] \"GET /a HTTP/1.1\" 200 - via_upstream - \"-\" 91 95 5 4 \"-\" \"curl/8\" \"6c9b\" "
                        + "\"pay.shop\" \"10.1.0.1:8080\" outbound|80||pay.shop 10.1.0.9:51234 10.96.0.1:80 10.1.0.9:40000 - default",
                "10.0.0.9:48612 [20/Nov/2026:20:08:01.118] fe b_shop/s1 0/0/0/1/2 200 217 - - ---- 1/1/0/0/1 0/0 \"GET / HTTP/1.1\"",
                "http 2026-11-20T20:08:14.186641Z app/shop/50dc 203.0.113.7:50123 10.1.0.1:80 0.502 0.001 0.000 200 200 366 208 "
                        + "\"GET http://shop.example:80/ HTTP/1.1\" \"curl/8\" - -",
            })
    void healthyRequestsPass(String line) {
        assertThat(scan(new Sieve(Sieve.table(Needles.all())), line.getBytes(StandardCharsets.UTF_8), 1000))
                .containsExactly(false);
    }
}
