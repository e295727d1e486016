package dev.hangup.cli;

import dev.hangup.lab.Lab;
import dev.hangup.lab.LabException;
import dev.hangup.lab.Rootless;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Scenarios;
import dev.hangup.lab.Tools;
import dev.hangup.lab.score.Judgement;
import dev.hangup.lab.score.KeptCase;
import dev.hangup.lab.score.ScoreText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                "0:all that could be staged went as planned, and no verdict is wrong",
                "1:a verdict is wrong, or a run went otherwise than staged",
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
            List<Run> runs = Run.matching(names);
            if (runs.isEmpty()) {
                System.err.println("hangup: no scenario is named " + String.join(" or ", names)
                        + "; `hangup lab list` lists them");
                return Main.EXIT_NOTHING;
            }
            return Staging.stageAndScore(runs, keep, jobs);
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
                for (Path folder : folders) {
                    KeptCase.below(folder).forEach(one -> judgements.addAll(one.judge()));
                }
                if (judgements.isEmpty()) {
                    System.err.println("hangup: found no case.yaml in " + folders);
                    return Main.EXIT_NOTHING;
                }
                if (wrong) {
                    Staging.printWrong(judgements);
                }
                new ScoreText(System.out).print(judgements);
                return 0;
            } catch (LabException cannot) {
                System.err.println("hangup: " + cannot.getMessage());
                return Main.EXIT_NOTHING;
            }
        }
    }

    /** One variant of one scenario. */
    private record Run(Scenario scenario, String variant) {
        String name() {
            return scenario.name() + "-" + variant;
        }

        static List<Run> matching(List<String> names) {
            List<Run> runs = new ArrayList<>();
            for (Scenario scenario : Scenarios.all()) {
                for (String variant : scenario.variants()) {
                    if (names.contains("all")
                            || names.contains(scenario.name())
                            || names.contains(scenario.name() + "/" + variant)) {
                        runs.add(new Run(scenario, variant));
                    }
                }
            }
            return runs;
        }
    }

    /** Runs the lab and prints what came of it. */
    private static final class Staging {
        private Staging() {}

        static int stageAndScore(List<Run> runs, @Nullable Path keep, int jobs) {
            if (!Rootless.mayMakeNetworks()) {
                return Rootless.again();
            }
            try (Lab lab = Lab.open()) {
                if (!lab.hasKernelReasons()) {
                    System.err.println(
                            "hangup: without the kernel's reset reasons: they need root on the machine itself");
                }
                return stage(lab, runs, keep == null ? lab.scratch() : keep, jobs);
            } catch (LabException cannot) {
                System.err.println("hangup: " + cannot.getMessage());
                return Main.EXIT_NOTHING;
            }
        }

        private static int stage(Lab lab, List<Run> runs, Path folder, int jobs) {
            ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, jobs));
            List<Judgement> judgements = new ArrayList<>();
            int failed = 0;
            int staged = 0;
            try {
                List<Future<List<Judgement>>> futures = new ArrayList<>();
                for (Run run : runs) {
                    futures.add(workers.submit(() -> stage(lab, run, folder.resolve(run.name()))));
                }
                for (int i = 0; i < runs.size(); i++) {
                    Run run = runs.get(i);
                    try {
                        List<Judgement> mine = futures.get(i).get();
                        staged++;
                        print(run, mine);
                        judgements.addAll(mine);
                    } catch (ExecutionException why) {
                        if (!(why.getCause() instanceof LabException cannot)) {
                            throw new IllegalStateException("staging " + run.name() + " failed", why.getCause());
                        }
                        failed++;
                        System.out.printf("%-44s %s%n", run.name(), cannot.getMessage());
                    }
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return Main.EXIT_NOTHING;
            } finally {
                workers.shutdownNow();
            }
            if (staged == 0) {
                return Main.EXIT_NOTHING;
            }
            System.out.println();
            new ScoreText(System.out).print(judgements);
            return failed > 0 || judgements.stream().anyMatch(one -> !one.isRight()) ? 1 : 0;
        }

        private static List<Judgement> stage(Lab lab, Run run, Path folder) {
            List<String> missing = Tools.missing(run.scenario().tools(run.variant()));
            if (!missing.isEmpty()) {
                throw new LabException("left out: it needs " + String.join(", ", missing)
                        + "; on Debian: apt-get install "
                        + String.join(
                                " ", missing.stream().map(Tools::packageOf).toList()));
            }
            lab.run(run.scenario(), run.variant(), folder);
            return KeptCase.below(folder).get(0).judge();
        }

        private static void print(Run run, List<Judgement> judgements) {
            long failing = judgements.stream().filter(Judgement::isFailure).count();
            long wrong = judgements.stream().filter(one -> !one.isRight()).count();
            System.out.printf(
                    "%-44s %3d failing, %3d healthy, %s%n",
                    run.name(), failing, judgements.size() - failing, wrong == 0 ? "all right" : wrong + " wrong");
            printWrong(judgements);
        }

        static void printWrong(List<Judgement> judgements) {
            for (Judgement one : judgements) {
                if (!one.isRight()) {
                    System.out.printf(
                            "    %s %s %s: %s%s, called %s %.2f%s%n",
                            one.run(),
                            one.capture(),
                            one.told().client(),
                            one.cause(),
                            one.decidable() ? "" : " (undecidable here)",
                            one.told().cause(),
                            one.told().confidence(),
                            one.told().alternatives().isEmpty()
                                    ? ""
                                    : ", else " + String.join(", ", one.told().alternatives()));
                }
            }
        }
    }
}
