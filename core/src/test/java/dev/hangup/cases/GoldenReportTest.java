package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** No verdict changes unseen. With {@code -Dhangup.updateCases=true} the golden reports are written anew. */
class GoldenReportTest {
    private static final boolean UPDATE = Boolean.getBoolean("hangup.updateCases");

    @TestFactory
    Stream<DynamicTest> reportIsTheExpectedOne() throws IOException {
        return CaseFolder.all().stream().map(folder -> dynamicTest(folder.name(), () -> check(folder)));
    }

    private static void check(CaseFolder folder) throws IOException {
        String report = GoldenReport.of(folder);
        Path golden = GoldenReport.file(folder);
        if (UPDATE) {
            Files.writeString(golden, report);
        }

        assertThat(golden)
                .as("look at the changes; if they are wanted: mvn -pl core test -Dtest=GoldenReportTest"
                        + " -Dhangup.updateCases=true")
                .content()
                .isEqualTo(report);
    }
}
