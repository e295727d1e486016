package dev.hangup.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResetReasonTest {
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", ".")).resolve("../docs/reference/reset-reasons.md");

    @ParameterizedTest
    @EnumSource
    void everyReasonIsFoundByItsNameAndExplainedInTheReference(ResetReason reason) throws IOException {
        assertThat(ResetReason.named(reason.name())).isEqualTo(reason);
        assertThat(ResetReason.named("SK_RST_REASON_" + reason.name())).isEqualTo(reason);
        assertThat(Files.readString(PAGE))
                .contains(
                        "| `" + reason.name() + "` | " + (reason.isObserved() ? "yes" : "no") + " | " + reason.words());
    }

    @Test
    void whatNewerKernelsAddIsNotGuessed() {
        assertThat(ResetReason.named("TCP_SOMETHING_NEW")).isNull();
        assertThat(ResetReason.named("")).isNull();
    }
}
