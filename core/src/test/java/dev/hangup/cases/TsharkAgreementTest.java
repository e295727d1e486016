package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Hangup and tshark see the same packets, connections and RSTs in every case. */
class TsharkAgreementTest {
    @TestFactory
    Stream<DynamicTest> countsAreThoseOfTshark() throws IOException {
        assumeTrue(Tshark.isInstalled(), "tshark is not installed: nothing to compare with");
        // tshark takes its time to start: several at once.
        Map<Path, Tshark> counted = CaseFolder.all().stream()
                .flatMap(folder -> folder.captures().stream().map(folder.path()::resolve))
                .toList()
                .parallelStream()
                .collect(Collectors.toMap(capture -> capture, Tshark::of));
        return CaseFolder.all().stream().map(folder -> dynamicTest(folder.name(), () -> check(folder, counted)));
    }

    private static void check(CaseFolder folder, Map<Path, Tshark> counted) throws IOException {
        for (String capture : folder.captures()) {
            Tshark tshark = Objects.requireNonNull(counted.get(folder.path().resolve(capture)));
            Explained explained = folder.explain(capture);
            TreeMap<Long, Integer> resets = new TreeMap<>();
            explained.outcomes().forEach(outcome -> resets.put(outcome.firstFrame(), outcome.resets()));

            assertThat(tshark.packets()).as(capture + ": tshark read it").isPositive();
            assertThat(explained.summary().packets()).as(capture + ": packets").isEqualTo(tshark.packets());
            assertThat(explained.summary().segments())
                    .as(capture + ": segments")
                    .isEqualTo(tshark.segments());
            assertThat(explained.summary().connections())
                    .as(capture + ": connections")
                    .isEqualTo(tshark.resets().size());
            assertThat(resets)
                    .as(capture + ": RSTs of the connections, by first frame")
                    .isEqualTo(tshark.resets());
        }
    }
}
