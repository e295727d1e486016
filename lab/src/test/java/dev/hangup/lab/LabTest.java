package dev.hangup.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.score.Judgement;
import dev.hangup.lab.score.KeptCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself, with real namespaces and programs; skipped, with the reason, where they cannot be had. */
class LabTest {
    private static final int CROWD = 22;

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void needsRootAndTools() {
        assumeTrue(Rootless.isRoot(), "needs root");
        List<String> missing = Tools.missing(List.of("ip", "ss", "nstat", "tcpdump", "python3", "ethtool"));
        assumeTrue(missing.isEmpty(), "needs " + missing);
    }

    @Test
    void whatWasStagedIsCapturedAtEveryPlaceAndKnown() throws IOException {
        try (Lab lab = Lab.open()) {
            lab.run(new Refusing(true), "plain", folder);
        }

        assertThat(folder.resolve("client.pcap")).isNotEmptyFile();
        assertThat(Files.readString(folder.resolve("server-nstat-after.txt"))).contains("TcpOutRsts");
        for (String place : List.of("client.pcap", "mid.pcap", "server.pcap")) {
            List<Judgement> seen = KeptCase.below(folder).get(0).judge().stream()
                    .filter(one -> one.capture().equals(place))
                    .toList();
            assertThat(seen).as(place).hasSize(CROWD + 1);
            assertThat(seen).filteredOn(Judgement::isFailure).singleElement().satisfies(one -> {
                assertThat(one.cause()).isEqualTo("connection-refused");
                assertThat(one.told().client()).startsWith("10.80.1.2:");
            });
        }
    }

    @Test
    void oneHostTalksToItselfAndIsCapturedOnce() {
        try (Lab lab = Lab.open()) {
            lab.run(new Refusing(true), "loopback", folder);
        }

        List<Judgement> seen = KeptCase.below(folder).get(0).judge();
        assertThat(seen)
                .hasSize(CROWD + 1)
                .allSatisfy(one -> assertThat(one.capture()).isEqualTo("loopback.pcap"));
        assertThat(seen)
                .filteredOn(Judgement::isFailure)
                .singleElement()
                .satisfies(one -> assertThat(one.told().client()).startsWith("127.0.0.1:"));
    }

    @Test
    void whatWentOtherwiseThanStagedDoesNotCount() {
        try (Lab lab = Lab.open()) {
            assertThatThrownBy(() -> lab.run(new Refusing(false), "plain", folder))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("which the scenario does not know");
        }
        assertThat(folder.resolve("case.yaml")).doesNotExist();
    }

    @Test
    void nothingIsLeftBehind() {
        try (Lab lab = Lab.open()) {
            lab.run(new Refusing(true), "plain", folder);
        }
        String mine = Host.PREFIX + ProcessHandle.current().pid() + "-";

        assertThat(Command.run(List.of("ip", "netns", "list"))).doesNotContain(mine);
        assertThat(Path.of("/proc/self/mounts")).content().doesNotContain(mine);
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    /** One client that meets nobody. */
    private record Refusing(boolean says) implements Scenario {
        @Override
        public String name() {
            return "connection-refused-test";
        }

        @Override
        public String about() {
            return "Nobody listens.";
        }

        @Override
        public List<String> variants() {
            return List.of("plain");
        }

        @Override
        public List<String> tools(String variant) {
            return List.of();
        }

        @Override
        public void stage(Stage stage) {
            Network network = stage.routed();
            Plan plan = stage.plan();
            plan.victim(network.serverAddress(false), 8080).get("/");
            stage.run(plan);
            if (says) {
                stage.truth(Truth.of("connection-refused", Party.SERVER, Party.NONE));
            }
        }
    }
}
