package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hangup.Analysis;
import dev.hangup.Note;
import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.ClockOffset;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.Joint;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.JsonLines;
import dev.hangup.report.JsonReport;
import dev.hangup.report.Report;
import dev.hangup.report.TextReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Captures of several places give one verdict per connection, and what only they show together counts. */
class JointTest {
    private static final double ROUNDING = 0.005;

    /** The captures of all cases were written on one machine each, so by one clock. */
    private static final long SHIFT_NANOS =
            Duration.ofSeconds(3).plusNanos(456_789_012).toNanos();

    private static Report join(Map<String, byte[]> captures, Consumer<Verdict> sink) {
        Analysis analysis = new Analysis(false, null, new Ledger(), sink);
        analysis.join(name -> new ByteArrayInputStream(Objects.requireNonNull(captures.get(name), name)));
        captures.forEach((name, bytes) -> analysis.add(name, new ByteArrayInputStream(bytes), true, read -> {}));
        return analysis.report();
    }

    static List<Verdict> join(Map<String, byte[]> captures) {
        List<Verdict> verdicts = new ArrayList<>();
        join(captures, verdicts::add);
        return verdicts;
    }

    static Map<String, byte[]> captures(CaseFolder folder) throws IOException {
        Map<String, byte[]> captures = new LinkedHashMap<>();
        for (String name : folder.captures()) {
            captures.put(name, folder.bytes(name));
        }
        return captures;
    }

    static CaseFolder folder(String name) throws IOException {
        return CaseFolder.all().stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The captures of a case, one of them rewritten. */
    static Map<String, byte[]> rewritten(String folder, String capture, UnaryOperator<CaptureFile> rewrite)
            throws IOException {
        Map<String, byte[]> captures = captures(folder(folder));
        captures.put(
                capture,
                rewrite.apply(CaptureFile.of(Objects.requireNonNull(captures.get(capture), capture)))
                        .bytes());
        return captures;
    }

    private static List<CaseFolder> severalPlaces() throws IOException {
        return CaseFolder.all().stream()
                .filter(folder -> folder.captures().size() > 1)
                .toList();
    }

    private static Joint joint(Verdict verdict) {
        return Objects.requireNonNull(verdict.joint(), "not joined: " + Outcome.of(verdict));
    }

    private static List<Clue> cluesOfOthers(Verdict verdict) {
        Candidate chosen = verdict.chosen();
        return chosen == null
                ? List.of()
                : chosen.clues().stream()
                        .filter(clue -> clue.kind() == ClueKind.OTHER_CAPTURE)
                        .toList();
    }

    @TestFactory
    Stream<DynamicTest> jointVerdictIsTrueAndAsSureAsTheSurestOfOnePlace() throws IOException {
        return severalPlaces().stream()
                .map(folder -> dynamicTest(folder.name(), () -> {
                    for (Verdict verdict : join(captures(folder))) {
                        Outcome outcome = Outcome.of(verdict);
                        Truth truth = folder.truth(verdict.capture(), outcome);
                        assertThat(truth).as("nobody was hurt: " + outcome).isNotNull();
                        isTrue(Objects.requireNonNull(truth), outcome);
                        assertThat(outcome.confidence())
                                .as(outcome.toString())
                                .isGreaterThanOrEqualTo(surestOfOnePlace(folder, verdict) - ROUNDING);
                    }
                }));
    }

    private static void isTrue(Truth truth, Outcome outcome) {
        Set<String> causes = new HashSet<>(List.of(outcome.cause()));
        if (truth.decidable()) {
            assertThat(outcome.cause()).as(outcome.toString()).isEqualTo(truth.cause());
            assertThat(List.of(outcome.variant(), outcome.culprit(), outcome.closedBy()))
                    .as(outcome.toString())
                    .isEqualTo(List.of(
                            Objects.requireNonNullElse(truth.variant(), outcome.variant()),
                            Objects.requireNonNullElse(truth.culprit(), outcome.culprit()),
                            Objects.requireNonNullElse(truth.closedBy(), outcome.closedBy())));
        } else {
            causes.addAll(outcome.alternatives());
        }
        assertThat(causes).as(outcome.toString()).containsAnyElementsOf(truth.allowed());
    }

    /** Of the verdicts on the same connection that name the same cause. */
    private static double surestOfOnePlace(CaseFolder folder, Verdict verdict) throws IOException {
        double surest = 0;
        for (Map.Entry<String, Long> place : places(verdict).entrySet()) {
            for (Outcome alone : folder.explain(place.getKey()).outcomes()) {
                if (alone.firstFrame() == place.getValue() && alone.cause().equals(verdict.cause())) {
                    surest = Math.max(surest, alone.confidence());
                }
            }
        }
        return surest;
    }

    /** The first frame of the connection in each capture that has it. */
    private static Map<String, Long> places(Verdict verdict) {
        Map<String, Long> places = new LinkedHashMap<>();
        places.put(verdict.capture(), verdict.connection().firstFrame());
        Joint joint = verdict.joint();
        if (joint != null) {
            joint.views().forEach(view -> places.putIfAbsent(view.capture(), view.firstFrame()));
        }
        return places;
    }

    @TestFactory
    Stream<DynamicTest> connectionIsToldOnce() throws IOException {
        return severalPlaces().stream()
                .map(folder -> dynamicTest(folder.name(), () -> {
                    List<String> told = new ArrayList<>();
                    for (Verdict verdict : join(captures(folder))) {
                        places(verdict).forEach((capture, frame) -> told.add(capture + ":" + frame));
                    }
                    assertThat(told).doesNotHaveDuplicates();
                }));
    }

    @TestFactory
    Stream<DynamicTest> orderOfCapturesChangesNoByte() throws IOException {
        return severalPlaces().stream()
                .map(folder -> dynamicTest(folder.name(), () -> {
                    Map<String, byte[]> captures = captures(folder);
                    List<String> names = new ArrayList<>(captures.keySet());
                    Collections.reverse(names);
                    Map<String, byte[]> reversed = new LinkedHashMap<>();
                    names.forEach(name -> reversed.put(name, Objects.requireNonNull(captures.get(name))));
                    if (folder.name().equals("healthy-rotated")) {
                        return; // the caller puts the files of one rotation in order
                    }
                    assertThat(lines(reversed)).isEqualTo(lines(captures));
                    assertThat(json(reversed)).isEqualTo(json(captures));
                    assertThat(text(reversed)).isEqualTo(text(captures));
                }));
    }

    private static String lines(Map<String, byte[]> captures) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLines lines = new JsonLines(out)) {
            join(captures, lines);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String json(Map<String, byte[]> captures) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonReport report = new JsonReport(out)) {
            report.end(join(captures, report));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(Map<String, byte[]> captures) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        TextReport report = new TextReport(print, false, 100, false, 10);
        report.write(join(captures, report));
        print.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The ports and addresses are the same by chance, or because they were used again on another day. */
    @Test
    void equalAddressesWithOtherSequenceNumbersAreNotJoined() throws IOException {
        Map<String, byte[]> captures = rewritten("injected-rst-client", "server.pcap", Rewrites::otherSequenceNumbers);

        assertThat(join(captures)).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.joint()).isNull();
            assertThat(cluesOfOthers(verdict)).isEmpty();
        });
    }

    /** Nor are connections whose beginning is in neither. */
    @Test
    void equalAddressesWithoutASharedSegmentAreNotJoined() throws IOException {
        Map<String, byte[]> captures = rewritten(
                "injected-rst-client",
                "server.pcap",
                capture -> withoutHandshakes(Rewrites.otherSequenceNumbers(capture)));

        assertThat(join(captures))
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(verdict.joint()).isNull());
    }

    @Test
    void connectionsAreJoinedWhereOneCaptureMissedTheBeginning() throws IOException {
        Map<String, byte[]> captures = rewritten("injected-rst-client", "server.pcap", JointTest::withoutHandshakes);

        assertThat(join(captures)).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("injected-rst");
            assertThat(verdict.joint()).isNotNull();
        });
    }

    private static CaptureFile withoutHandshakes(CaptureFile capture) {
        return capture.flatMap(packet -> {
            Headers headers = Headers.of(capture.linkType(), packet.bytes());
            boolean syn = headers.isTcp() && (packet.bytes()[headers.tcp() + 13] & 2) != 0;
            return syn ? List.of() : List.of(packet);
        });
    }

    @TestFactory
    Stream<DynamicTest> clockOffsetIsFoundWithinItsError() throws IOException {
        return severalPlaces().stream()
                .filter(folder -> folder.captures().equals(List.of("client.pcap", "server.pcap")))
                .map(folder -> dynamicTest(folder.name(), () -> {
                    Map<String, byte[]> shifted = rewritten(
                            folder.name(),
                            "server.pcap",
                            capture -> capture.map(packet -> packet.at(packet.timeNanos() + SHIFT_NANOS)));
                    List<Verdict> straight = join(captures(folder));
                    List<Verdict> verdicts = join(shifted);
                    assertThat(verdicts)
                            .extracting(JointTest::told)
                            .isEqualTo(straight.stream().map(JointTest::told).toList());
                    for (Verdict verdict : verdicts) {
                        for (ClockOffset clock : joint(verdict).clocks()) {
                            long ahead = clock.capture().equals("server.pcap") ? SHIFT_NANOS : -SHIFT_NANOS;
                            assertThat(clock.nanos()).isCloseTo(ahead, within(clock.errorNanos()));
                            assertThat(clock.errorNanos())
                                    .isLessThan(Duration.ofMillis(100).toNanos());
                        }
                    }
                }));
    }

    private static List<Object> told(Verdict verdict) {
        return List.of(
                verdict.capture(),
                verdict.connection().firstFrame(),
                verdict.cause(),
                verdict.culprit(),
                verdict.confidence());
    }

    /** Two captures of one place confirm nothing to each other. */
    @Test
    void captureTakenTwiceIsNoOtherPlace() throws IOException {
        for (String name : List.of("injected-rst-client", "accept-queue-overflow-third-ack", "half-open-once")) {
            byte[] client = folder(name).bytes("client.pcap");
            Map<String, byte[]> captures = new LinkedHashMap<>();
            captures.put("client.pcap", client);
            captures.put("tap.pcap", client);
            List<Outcome> alone = folder(name).explain("client.pcap").outcomes().stream()
                    .filter(outcome -> !outcome.cause().equals(Outcome.HEALTHY))
                    .toList();

            List<Verdict> verdicts = join(captures);

            assertThat(verdicts).allSatisfy(verdict -> {
                assertThat(verdict.captures()).containsExactly("client.pcap", "tap.pcap");
                assertThat(cluesOfOthers(verdict)).isEmpty();
            });
            assertThat(verdicts.stream().map(Outcome::of)).isEqualTo(alone);
        }
    }

    @Test
    void resetThatItsSenderNeverSentWasMadeBetween() throws IOException {
        List<Verdict> verdicts = join(captures(folder("injected-rst-sni")));

        assertThat(verdicts).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("injected-rst");
            assertThat(verdict.confidence()).isGreaterThan(0.95);
            assertThat(cluesOfOthers(verdict))
                    .extracting(Clue::text)
                    .anyMatch(text -> text.contains("has no such RST"));
        });
    }

    /** On asymmetric routes a capture has one direction only. */
    @Test
    void captureThatHasNothingOfTheSenderDoesNotMissItsReset() throws IOException {
        Map<String, byte[]> captures = rewritten(
                "injected-rst-client",
                "server.pcap",
                capture -> capture.flatMap(packet -> {
                    Headers headers = Headers.of(capture.linkType(), packet.bytes());
                    boolean fromServer = headers.isTcp()
                            && Headers.u16(packet.bytes(), headers.tcp())
                                    < Headers.u16(packet.bytes(), headers.tcp() + 2);
                    return fromServer ? List.of() : List.of(packet);
                }));

        assertThat(join(captures)).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.captures()).hasSize(2);
            assertThat(cluesOfOthers(verdict)).isEmpty();
        });
    }

    @Test
    void resetThatLeftTheServerRulesTheBoxBetweenOut() throws IOException {
        Verdict verdict = join(captures(folder("half-open-once"))).get(0);

        assertThat(verdict.cause()).isEqualTo("half-open");
        assertThat(verdict.candidates()).extracting(Candidate::cause).doesNotContain("idle-firewall-reset");
        assertThat(verdict.culpritConfidence()).isGreaterThan(0.9);
    }

    @Test
    void synThatArrivedAndWasIgnoredIsNoMatterOfThePath() throws IOException {
        List<Verdict> verdicts = join(captures(folder("accept-queue-overflow-third-ack"))).stream()
                .filter(verdict -> !verdict.connection().isEstablished())
                .toList();

        assertThat(verdicts).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("accept-queue-overflow");
            assertThat(verdict.culpritConfidence()).isGreaterThan(0.95);
            assertThat(verdict.candidates())
                    .as("what is left beside it is a firewall of the server's own")
                    .extracting(Candidate::cause)
                    .containsOnly("accept-queue-overflow");
        });
    }

    /** Then the handshakes of other connections tell which place is nearer to the server. */
    @Test
    void placesAreToldApartWithoutARouterBetween() throws IOException {
        CaseFolder folder = folder("accept-queue-overflow-third-ack");
        Map<String, byte[]> captures = new LinkedHashMap<>();
        for (String name : folder.captures()) {
            CaptureFile capture = CaptureFile.of(folder.bytes(name));
            captures.put(name, Rewrites.withTtl(capture, 64).bytes());
        }

        List<Verdict> verdicts = join(captures).stream()
                .filter(verdict -> !verdict.connection().isEstablished())
                .toList();

        assertThat(verdicts)
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(cluesOfOthers(verdict))
                        .extracting(Clue::text)
                        .anyMatch(text -> text.contains("arrived at server.pcap, next to the server")));
    }

    /** The server's capture has the other connections, of before and after; these SYNs it has not. */
    @Test
    void synThatNeverArrivedWasLostBetween() throws IOException {
        Set<Integer> unanswered = new HashSet<>();
        join(captures(folder("accept-queue-overflow-third-ack"))).stream()
                .filter(verdict -> !verdict.connection().isEstablished())
                .forEach(verdict ->
                        unanswered.add(verdict.connection().client().endpoint().port()));
        Map<String, byte[]> captures = rewritten(
                "accept-queue-overflow-third-ack", "server.pcap", capture -> withoutPorts(capture, unanswered));

        List<Verdict> verdicts = join(captures).stream()
                .filter(verdict -> !verdict.connection().isEstablished())
                .toList();

        assertThat(verdicts).hasSameSizeAs(unanswered).allSatisfy(verdict -> {
            assertThat(verdict.cause()).isEqualTo("connect-timeout");
            assertThat(verdict.captures()).containsExactly("client.pcap", "server.pcap");
        });
    }

    private static CaptureFile withoutPorts(CaptureFile capture, Set<Integer> ports) {
        return capture.flatMap(packet -> {
            Headers headers = Headers.of(capture.linkType(), packet.bytes());
            boolean isOne = headers.isTcp()
                    && (ports.contains(Headers.u16(packet.bytes(), headers.tcp()))
                            || ports.contains(Headers.u16(packet.bytes(), headers.tcp() + 2)));
            return isOne ? List.of() : List.of(packet);
        });
    }

    @Test
    void connectionIsKnownAgainBehindAddressTranslation() throws IOException {
        Verdict source =
                join(captures(folder("idle-firewall-reset-nat-server-first"))).get(0);
        Verdict destination = join(captures(folder("conntrack-invalid-k8s"))).get(0);

        assertThat(joint(source).views())
                .extracting(Joint.View::client)
                .anyMatch(client -> !client.equals(source.connection().client().endpoint()));
        assertThat(joint(destination).views())
                .extracting(Joint.View::server)
                .anyMatch(server ->
                        !server.equals(destination.connection().server().endpoint()));
    }

    /** Numbers that a program made up, as in a capture that was written by hand. */
    @Test
    void equalSequenceNumbersUnderOtherAddressesAndAtAnotherTimeAreNotJoined() throws IOException {
        Map<String, byte[]> captures = rewritten(
                "injected-rst-client",
                "server.pcap",
                capture -> Rewrites.otherAddressesAndPorts(Rewrites.otherStartTime(capture)));

        assertThat(join(captures))
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(verdict.joint()).isNull());
    }

    @Test
    void rotatedCaptureIsOnePlace() throws IOException {
        Map<String, byte[]> captures = captures(folder("injected-rst-client"));
        List<Verdict> whole = join(captures);
        CaptureFile server = CaptureFile.of(Objects.requireNonNull(captures.remove("server.pcap")));
        int half = server.packets().size() / 2;
        captures.put(
                "server1.pcap",
                new CaptureFile(server.linkType(), server.packets().subList(0, half)).bytes());
        captures.put("server2.pcap", Rewrites.withoutFirst(server, half).bytes());

        List<Verdict> rotated = join(captures);

        assertThat(rotated)
                .extracting(JointTest::told)
                .isEqualTo(whole.stream().map(JointTest::told).toList());
        assertThat(rotated)
                .extracting(verdict -> joint(verdict).views().get(0).firstFrame())
                .isEqualTo(whole.stream()
                        .map(verdict -> joint(verdict).views().get(0).firstFrame())
                        .toList());
    }

    @Test
    void oneCaptureIsToldAsIfNobodyHadAskedToJoin() throws IOException {
        for (String name : List.of("mixed-failures", "half-open-once")) {
            byte[] client = folder(name).bytes("client.pcap");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonLines lines = new JsonLines(out)) {
                Analysis analysis = new Analysis(false, null, new Ledger(), lines);
                analysis.add("client.pcap", new ByteArrayInputStream(client), true, read -> {});
                analysis.report();
            }

            assertThat(lines(Map.of("client.pcap", client))).isEqualTo(out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatCanBeReadOnlyOnceIsToldAlone() throws IOException {
        Map<String, byte[]> captures = captures(folder("injected-rst-client"));
        List<Verdict> verdicts = new ArrayList<>();
        Analysis analysis = new Analysis(false, null, new Ledger(), verdicts::add);
        analysis.join(name -> again(captures, name));
        captures.forEach((name, bytes) -> analysis.add(name, new ByteArrayInputStream(bytes), true, read -> {}));

        Report report = analysis.report();

        assertThat(report.notes()).extracting(Note::file).containsExactly("server.pcap");
        assertThat(verdicts)
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(verdict.joint()).isNull());
    }

    private static @Nullable ByteArrayInputStream again(Map<String, byte[]> captures, String name) {
        byte[] bytes = captures.get(name);
        return bytes == null || name.equals("server.pcap") ? null : new ByteArrayInputStream(bytes);
    }
}
