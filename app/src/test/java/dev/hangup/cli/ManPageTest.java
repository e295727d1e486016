package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The man page, the README and the program know the same commands and options. */
class ManPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "man", "hangup.1")).replace("\\-", "-");
    }

    private static CommandSpec explain() {
        return Objects.requireNonNull(Main.commandLine().getSubcommands().get("explain"))
                .getCommandSpec();
    }

    @Test
    void everyCommandAndEveryOptionIsInThePage() throws IOException {
        String page = page();
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                assertThat(page).contains("hangup " + name);
                assertThat(command.getCommandSpec().options())
                        .allSatisfy(option -> assertThat(page).contains(option.longestName()));
            }
        });
    }

    @Test
    void everyOptionOfExplainIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        CommandSpec explain = explain();

        assertThat(explain.options())
                .extracting(OptionSpec::longestName)
                .filteredOn(name -> !name.equals("--help") && !name.equals("--version"))
                .hasSizeGreaterThan(9)
                .allSatisfy(name -> assertThat(readme).contains(name));
    }

    @Test
    void pageHasNoOptionThatTheProgramDoesNotKnow() throws IOException {
        Set<String> known = options(Main.commandLine()).collect(Collectors.toSet());

        assertThat(page().lines()
                        .flatMap(line ->
                                Pattern.compile("--[a-z-]+").matcher(line).results())
                        .map(MatchResult::group))
                .hasSizeGreaterThan(9)
                .isSubsetOf(known);
    }

    /** The options of a command and of all commands below it. */
    private static Stream<String> options(CommandLine command) {
        return Stream.concat(
                command.getCommandSpec().options().stream().map(OptionSpec::longestName),
                command.getSubcommands().values().stream().flatMap(ManPageTest::options));
    }
}
