package dev.hangup.cli;

import dev.hangup.lab.LabException;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Scenarios;
import dev.hangup.lab.score.Judgement;
import dev.hangup.lab.score.KeptCase;
import dev.hangup.lab.score.ScoreText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hangup lab}: failures staged between real programs, and how right the verdicts on them are. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Stages failures between real programs in network namespaces of this machine, explains them, and scores the"
                    + " verdicts. Linux only; as root, or as an ordinary user where user namespaces are allowed.",
            "Nothing leaves the namespaces, and nothing is left behind."
        },
        subcommands = {LabCommand.ListCommand.class, LabCommand.RunCommand.class, LabCommand.ScoreCommand.class})
final class LabCommand {
    private LabCommand() {}

    /** {@code hangup lab list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the scenarios and their variants.")
    static final class ListCommand implements Callable<Integer> {
        @Override
        public Integer call() {
            for (Scenario scenario : Scenarios.all()) {
                System.out.println(scenario.name());
                System.out.println("    " + scenario.about());
                System.out.println("    variants: " + String.join(", ", scenario.variants()));
            }
            return 0;
        }
    }

    /** {@code hangup lab run}. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Stages scenarios, explains their captures and scores the verdicts.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:all that could be staged went as planned, and no healthy connection is accused",
                "1:a healthy connection is accused, or a run went otherwise than staged, three times",
                "2:nothing could be staged, or wrong usage"
            })
    static final class RunCommand implements Callable<Integer> {
        @Parameters(
                paramLabel = "SCENARIO",
                arity = "1..*",
                description = "A scenario, one of its variants as SCENARIO/VARIANT, or all.")
        private List<String> names = List.of();

        @Option(
                names = "--keep",
                paramLabel = "DIR",
                description = "Keep captures, truths, configurations and logs, a folder per run, in DIR.")
        private @Nullable Path keep;

        @Option(names = "--jobs", paramLabel = "N", description = "Stage so many at once (${DEFAULT-VALUE}).")
        private int jobs = 4;

        @Override
        public Integer call() {
            List<String> unknown = names.stream()
                    .filter(name -> LabRuns.matching(List.of(name)).isEmpty())
                    .toList();
            if (!unknown.isEmpty()) {
                System.err.println("hangup: no scenario is named " + String.join(" or ", unknown)
                        + "; `hangup lab list` lists them");
                return Main.EXIT_NOTHING;
            }
            return new LabRuns(LabRuns.matching(names), keep, jobs).stageAndScore();
        }
    }

    /** {@code hangup lab score}. */
    @Command(
            name = "score",
            mixinStandardHelpOptions = true,
            description =
                    "Scores the verdicts on captures whose truth is known: runs kept by `lab run --keep`, or cases/.")
    static final class ScoreCommand implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders with a case.yaml in them or below.")
        private List<Path> folders = List.of();

        @Option(names = "--wrong", description = "List every verdict that is wrong.")
        private boolean wrong;

        @Override
        public Integer call() {
            try {
                List<Judgement> judgements = new ArrayList<>();
                List<Judgement> together = new ArrayList<>();
                for (Path folder : folders) {
                    for (KeptCase kept : KeptCase.below(folder)) {
                        judgements.addAll(kept.judge());
                        together.addAll(kept.judgeTogether());
                    }
                }
                if (judgements.isEmpty()) {
                    System.err.println("hangup: found no case.yaml in "
                            + String.join(
                                    " or ", folders.stream().map(Path::toString).toList()));
                    return Main.EXIT_NOTHING;
                }
                if (wrong) {
                    LabRuns.printWrong(judgements);
                    LabRuns.printWrong(together);
                }
                new ScoreText(System.out).print(judgements, together);
                return 0;
            } catch (LabException cannot) {
                System.err.println("hangup: " + cannot.getMessage());
                return Main.EXIT_NOTHING;
            }
        }
    }
}
