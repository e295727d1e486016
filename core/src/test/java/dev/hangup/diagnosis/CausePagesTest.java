package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each cause has its page in docs/causes, and each page its cause. */
class CausePagesTest {
    private static final int LONGEST_SUMMARY = 90;

    static List<String> names() {
        return CausePages.names();
    }

    @Test
    void pagesAreThoseOfTheCausesAndOfHealthyAndUnknown() throws IOException {
        Path folder = Path.of(System.getProperty("basedir", ".")).resolve("../docs/causes");
        try (var files = Files.list(folder)) {
            List<String> pages = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .toList();

            assertThat(pages)
                    .containsExactlyInAnyOrderElementsOf(
                            names().stream().map(name -> name + ".md").toList());
        }
        assertThat(names()).doesNotHaveDuplicates().contains("healthy", "unknown");
        assertThat(names()).hasSize(Causes.all().size() + 2);
    }

    @ParameterizedTest
    @MethodSource("names")
    void pageIsTitledByItsCauseAndSummedUpInOneLine(String name) {
        assertThat(CausePages.page(name)).startsWith("# " + name + "\n");
        assertThat(CausePages.summary(name))
                .isNotBlank()
                .hasSizeLessThanOrEqualTo(LONGEST_SUMMARY)
                .endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("names")
    void pageFitsATerminal(String name) {
        assertThat(CausePages.page(name).lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(100).doesNotEndWith(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-such-cause", "../causes/healthy", "healthy.md", "/etc/passwd", "HEALTHY"})
    void whatIsNoCauseHasNoPage(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CausePages.page(name))
                .withMessageContaining("no page for cause " + name);
    }

    @Test
    void causesAreFoundByTheirNames() {
        for (Cause cause : Causes.all()) {
            assertThat(Causes.named(cause.name())).isSameAs(cause);
            assertThat(cause.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(cause.plainly()).isNotBlank().doesNotEndWith(".");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Causes.named("healthy"));
    }
}
