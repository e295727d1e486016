package dev.hangup.diagnosis.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.SeenVersion;
import dev.hangup.Version;
import dev.hangup.config.ConfigText;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.StatedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions that evidence tells, and the ends whose they are. */
class VersionedChainTest {
    private static final String NGINX = """
            upstream app { server 10.0.2.2:8000; }
            server { listen 80; location / { proxy_pass http://app; } }
            """;
    private static final String NODE =
            "const s = require('http').createServer();\ns.keepAliveTimeout = 5000;\ns.listen(8000);\n";

    private static SeenVersion seen(String software, String version, String file) {
        return new SeenVersion(software, Objects.requireNonNull(Version.of(version)), file, 7, null);
    }

    private static SeenVersion captured(String version, String server) {
        return new SeenVersion(
                "nginx", Objects.requireNonNull(Version.of(version)), "hop.pcap", 0, Endpoint.parse(server));
    }

    private static Chain chain(SeenVersion... seen) {
        List<HopEnd> ends = new ArrayList<>(ConfigText.ends("nginx.conf", NGINX));
        ends.addAll(ConfigText.ends("server.js", NODE));
        return VersionedChain.of(ChainInference.of(ends), Arrays.asList(seen));
    }

    private static @Nullable String version(Chain chain, String software, Role role) {
        return chain.ends().stream()
                .filter(end -> end.software().equals(software) && end.role() == role)
                .map(end -> end.version() == null ? "none" : end.version().text())
                .findFirst()
                .orElse(null);
    }

    private static List<Severity> idleOrder(Chain chain) {
        return Rules.check(chain).stream()
                .filter(weakness -> weakness.rule().equals("idle-timeout-order"))
                .map(Weakness::severity)
                .toList();
    }

    @Test
    void defaultsAreThoseOfTheVersionThatWasSeen() {
        assertThat(idleOrder(chain())).containsExactly(Severity.NOTE);
        assertThat(idleOrder(chain(seen("nginx", "1.29.7", "compose.yml")))).containsExactly(Severity.ERROR);
        assertThat(idleOrder(chain(seen("nginx", "1.25.3", "error.log")))).isEmpty();
        assertThat(idleOrder(chain(seen("nginx", "1.29", "compose.yml")))).containsExactly(Severity.NOTE);
    }

    @Test
    void knownBugIsToldWithWhereTheVersionWasSeen() {
        assertThat(Rules.check(chain(seen("nginx", "1.29.7", "compose.yml"))))
                .filteredOn(weakness -> weakness.rule().equals("known-version"))
                .singleElement()
                .satisfies(weakness -> {
                    assertThat(weakness.severity()).isEqualTo(Severity.NOTE);
                    assertThat(weakness.message()).startsWith("nginx 1.29.7 (compose.yml:7) keeps connections");
                    assertThat(weakness.places().get(0).file()).isEqualTo("nginx.conf");
                });
    }

    @Test
    void ofSeveralVersionsNoneIsTakenAndThatIsSaid() {
        Chain chain = chain(seen("nginx", "1.29.7", "compose.yml"), seen("nginx", "1.25.3", "error.log"));

        assertThat(version(chain, "nginx", Role.CLIENT)).isEqualTo("none");
        assertThat(Rules.check(chain)).noneMatch(weakness -> weakness.rule().equals("known-version"));
        assertThat(chain.remarks())
                .containsExactly("several versions were seen of one program, so none of them is used: nginx 1.29.7"
                        + " (compose.yml:7), nginx 1.25.3 (error.log:7)");
    }

    @Test
    void partOfAVersionIsNoOtherOne() {
        Chain chain = chain(seen("nginx", "1.25", "compose.yml"), seen("nginx", "1.25.3", "error.log"));

        assertThat(version(chain, "nginx", Role.CLIENT)).isEqualTo("nginx 1.25.3 (error.log:7)");
        assertThat(chain.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.1.1:80, nginx 1.25.3 (hop.pcap)",
        // It connects there itself, so that is another nginx.
        "10.0.2.2:8000, none",
        "10.0.1.1:8080, none"
    })
    void whatACaptureShowsIsOfWhoAcceptsConnectionsThere(String server, String version) {
        Chain chain = chain(captured("1.25.3", server));

        assertThat(version(chain, "nginx", Role.SERVER)).isEqualTo(version);
        assertThat(version(chain, "nginx", Role.CLIENT)).isEqualTo(version);
        assertThat(version(chain, "node http.Server", Role.SERVER)).isEqualTo("none");
        assertThat(chain.remarks()).isEmpty();
    }

    @Test
    void addressTellsSeveralOfOneProgramApart() {
        Chain chain = chain(
                captured("1.25.3", "10.0.1.1:80"),
                seen("nginx", "1.29.7", "compose.yml"),
                seen("nginx", "1.27.0", "compose.yml"));

        assertThat(version(chain, "nginx", Role.CLIENT)).isEqualTo("nginx 1.25.3 (hop.pcap)");
    }

    @Test
    void strangersInACaptureAreNobodysBugs() {
        assertThat(Rules.check(
                        VersionedChain.of(ChainInference.of(List.of()), List.of(captured("1.14.0", "203.0.113.5:80")))))
                .isEmpty();
    }

    @Test
    void programWithoutAConfigurationIsToldOfButNoLibraryThatItMayUse() {
        List<SeenVersion> seen = List.of(seen("puma", "7.0.1", "compose.yml"), seen("jdk HttpClient", "21", "app.log"));

        assertThat(Rules.check(VersionedChain.of(ChainInference.of(List.of()), seen)))
                .extracting(Weakness::message)
                .singleElement()
                .asString()
                .startsWith("puma 7.0.1 (compose.yml:7) keeps idle connections for 65 s");
    }

    @Test
    void whatIsStatedStays() {
        List<HopEnd> ends = ConfigText.ends("nginx.conf", NGINX);
        Chain stated = StatedChain.of(StatedText.chain("chain: [{file: nginx.conf, version: 1.25.3}]"), ends);
        Chain chain = VersionedChain.of(stated, List.of(seen("nginx", "1.29.7", "compose.yml")));

        assertThat(version(chain, "nginx", Role.CLIENT)).contains("1.25.3 (chain.yaml:1)");
    }

    @ParameterizedTest
    @CsvSource({"'', NOTE", "6.4.0, ERROR", "6, ERROR", "7.0.1, ''"})
    void changedDefaultIsThatOfTheVersion(String version, @Nullable String severity) {
        String puma = version.isEmpty() ? "" : ", version: " + version;
        List<Weakness> found = Rules.check(StatedChain.of(
                StatedText.chain("chain: [{software: nginx, idle: 60s}, {software: puma" + puma + "}]"), List.of()));

        assertThat(found)
                .filteredOn(weakness -> weakness.rule().equals("idle-timeout-order"))
                .extracting(weakness -> weakness.severity().name())
                .isEqualTo(severity == null || severity.isEmpty() ? List.of() : List.of(severity));
    }
}
