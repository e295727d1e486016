package dev.hangup.cli;

import dev.hangup.Quantity;
import dev.hangup.measurement.Load;
import dev.hangup.measurement.LoadStep;
import dev.hangup.measurement.Outcome;
import dev.hangup.probe.Target;
import dev.hangup.probe.WrongScheme;
import dev.hangup.provoke.load.LoadPlan;
import dev.hangup.provoke.load.Loader;
import dev.hangup.provoke.load.Timetable;
import dev.hangup.report.LoadJson;
import dev.hangup.report.LoadText;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** {@code hangup provoke --load}: rates in, what came of the requests out. */
final class LoadRun {
    private final LoadPlan plan;

    LoadRun(LoadPlan plan) {
        this.plan = plan;
    }

    /** Says what would be done, in exact numbers: arrivals are random, but known beforehand. */
    void tell(InetSocketAddress address) {
        Timetable timetable = Timetable.of(plan);
        System.out.println(plan.target().text() + " would be loaded at "
                + Target.endpoint(address).address() + ":");
        System.out.printf("%12s %9s %9s%n", "per second", "seconds", "requests");
        int requests = 0;
        for (int i = 0; i < plan.rates().size(); i++) {
            requests += timetable.requests(i);
            System.out.printf(
                    "%12s %9d %9d%n",
                    LoadStep.text(plan.rates().get(i)),
                    TimeUnit.NANOSECONDS.toSeconds(plan.stepNanos()),
                    timetable.requests(i));
        }
        System.out.println("That is " + Quantity.count(requests, "request") + " with --seed "
                + plan.arrivals().seed() + ", on at most as many connections, "
                + plan.arrivals().poolSize() + " at a time,");
        System.out.println(
                "and one ahead of all, on a connection of its own, to see what is spoken there; nothing was sent.");
    }

    /** Does it and prints the report; gives the exit code. */
    int run(EndpointOptions endpoint, InetSocketAddress address, ProvokeCommand.Format format, Colour colour) {
        Load load;
        try {
            load = Loader.load(plan, address, endpoint.begin(plan.target()));
        } catch (WrongScheme wrong) {
            System.err.println("hangup: " + plan.target().text() + ": " + wrong.getMessage());
            return Main.EXIT_NOTHING;
        } catch (IOException impossible) {
            System.err.println("hangup: this machine cannot load anything: " + impossible.getMessage());
            return Main.EXIT_NOTHING;
        }
        PrintStream out = Terminal.output();
        switch (format) {
            case TEXT -> new LoadText(out, colour.isUsed(), Terminal.width()).write(load);
            case JSON -> LoadJson.write(out, load);
        }
        out.flush();
        return load.steps().stream().allMatch(step -> step.outcomes().count(Outcome::isAnswer) == 0)
                ? Main.EXIT_NOTHING
                : 0;
    }
}
