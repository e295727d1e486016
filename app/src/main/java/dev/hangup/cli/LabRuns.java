package dev.hangup.cli;

import dev.hangup.lab.Lab;
import dev.hangup.lab.LabException;
import dev.hangup.lab.NotHereException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Stages scenarios, several at once, and prints what came of each and of all. */
final class LabRuns {
    private final List<Run> runs;
    private final @Nullable Path keep;
    private final int jobs;

    /** One variant of one scenario. */
    record Run(Scenario scenario, String variant) {
        String name() {
            return scenario.name() + "-" + variant;
        }

        List<String> missingTools() {
            return Tools.missing(scenario.tools(variant));
        }
    }

    /** What is said of a run from one capture each, and from all evidence at once. */
    private record Judged(List<Judgement> each, List<Judgement> together) {
        static Judged of(KeptCase kept) {
            return new Judged(kept.judge(), kept.judgeTogether());
        }
    }

    /**
     * Prepares runs.
     *
     * @param keep the folder for what they leave; null if nobody wants it
     * @param jobs how many at once
     */
    LabRuns(List<Run> runs, @Nullable Path keep, int jobs) {
        this.runs = runs;
        this.keep = keep;
        this.jobs = Math.min(Math.max(1, jobs), Lab.MOST_AT_ONCE);
    }

    /** The runs by the names of scenarios, {@code SCENARIO/VARIANT}, or {@code all}. */
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

    /** Does it all, and gives the exit code of {@code hangup lab run}. */
    int stageAndScore() {
        if (!Rootless.mayMakeNetworks()) {
            return Rootless.again();
        }
        try (Lab lab = Lab.open()) {
            if (!lab.hasKernelReasons()) {
                System.err.println("hangup: without the kernel's reset reasons: they need root on the machine itself");
            }
            return stageAndScore(lab, keep == null ? lab.scratch() : keep);
        } catch (LabException cannot) {
            System.err.println("hangup: " + cannot.getMessage());
            return Main.EXIT_NOTHING;
        }
    }

    private int stageAndScore(Lab lab, Path folder) {
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        List<Judgement> judgements = new ArrayList<>();
        List<Judgement> together = new ArrayList<>();
        int otherwise = 0;
        try {
            List<Run> possible =
                    runs.stream().filter(run -> run.missingTools().isEmpty()).toList();
            List<Future<Judged>> futures = new ArrayList<>();
            for (Run run : possible) {
                futures.add(workers.submit(() -> stage(lab, run, folder.resolve(run.name()))));
            }
            for (int i = 0; i < futures.size(); i++) {
                Run run = possible.get(i);
                try {
                    Judged mine = futures.get(i).get();
                    print(run, mine.each());
                    judgements.addAll(mine.each());
                    together.addAll(mine.together());
                } catch (ExecutionException why) {
                    if (!(why.getCause() instanceof LabException cannot)) {
                        throw new IllegalStateException("staging " + run.name() + " failed", why.getCause());
                    }
                    if (cannot instanceof NotHereException) {
                        System.out.printf("%-44s left out: %s%n", run.name(), cannot.getMessage());
                    } else {
                        otherwise++;
                        System.out.printf("%-44s %s%n", run.name(), cannot.getMessage());
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Main.EXIT_NOTHING;
        } finally {
            workers.shutdownNow();
        }
        runs.forEach(LabRuns::tellIfLeftOut);
        if (judgements.isEmpty()) {
            return Main.EXIT_NOTHING;
        }
        System.out.println();
        new ScoreText(System.out).print(judgements, together);
        return otherwise > 0 || judgements.stream().anyMatch(Judgement::isFalseAccusation) ? 1 : 0;
    }

    /** A busy machine may miss an aim of milliseconds, so what did not go as planned is staged once more. */
    private static Judged stage(Lab lab, Run run, Path folder) {
        try {
            lab.run(run.scenario(), run.variant(), folder);
        } catch (NotHereException cannot) {
            throw cannot;
        } catch (LabException otherwise) {
            System.err.println("hangup: " + run.name() + ", staged once more: " + otherwise.getMessage());
            lab.run(run.scenario(), run.variant(), folder);
        }
        return Judged.of(KeptCase.below(folder).get(0));
    }

    private static void tellIfLeftOut(Run run) {
        List<String> missing = run.missingTools();
        if (!missing.isEmpty()) {
            System.out.printf("%-44s left out: it needs %s%n", run.name(), Tools.andHowToGet(missing));
        }
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
