package dev.hangup.cli;

import dev.hangup.Quantity;
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
    /** A busy machine may miss an aim of milliseconds, so what did not go as planned is staged so often before it counts. */
    private static final int ATTEMPTS = 3;

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
        List<String> complaints = new ArrayList<>();
        try {
            List<Run> possible =
                    runs.stream().filter(run -> run.missingTools().isEmpty()).toList();
            List<Future<Judged>> futures = new ArrayList<>();
            for (Run run : possible) {
                Path kept = folder.resolve(run.name());
                futures.add(workers.submit(() -> {
                    stage(lab, run, kept);
                    return Judged.of(KeptCase.below(kept).get(0));
                }));
            }
            for (int i = 0; i < futures.size(); i++) {
                Run run = possible.get(i);
                try {
                    Judged mine = futures.get(i).get();
                    print(run, mine.each());
                    long accused = mine.each().stream()
                            .filter(Judgement::isFalseAccusation)
                            .count();
                    if (accused > 0) {
                        complaints.add(run.name() + ": " + Quantity.count(accused, "healthy connection") + " accused");
                    }
                    judgements.addAll(mine.each());
                    together.addAll(mine.together());
                } catch (ExecutionException why) {
                    if (!(why.getCause() instanceof LabException cannot)) {
                        throw new IllegalStateException("staging " + run.name() + " failed", why.getCause());
                    }
                    if (cannot instanceof NotHereException) {
                        System.out.printf("%-44s left out: %s%n", run.name(), cannot.getMessage());
                    } else {
                        complaints.add(run.name() + ", " + ATTEMPTS + " times: " + cannot.getMessage());
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
        // Last, where whoever reads only the end of a long output finds it.
        complaints.forEach(complaint -> System.err.println("hangup: " + complaint));
        return complaints.isEmpty() ? 0 : 1;
    }

    private static void stage(Lab lab, Run run, Path folder) {
        for (int attempt = 1; ; attempt++) {
            try {
                lab.run(run.scenario(), run.variant(), folder);
                return;
            } catch (NotHereException cannot) {
                throw cannot;
            } catch (LabException otherwise) {
                if (attempt == ATTEMPTS) {
                    throw otherwise;
                }
                System.err.println("hangup: " + run.name() + ", staged once more: " + otherwise.getMessage());
            }
        }
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
