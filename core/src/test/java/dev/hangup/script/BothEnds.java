package dev.hangup.script;

import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Tracer;
import dev.hangup.connection.Vantage;
import dev.hangup.diagnosis.Held;
import dev.hangup.diagnosis.Joiner;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.Place;
import dev.hangup.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One story, captured at the client as {@code client.pcap} and at the server as {@code server.pcap}, and judged together. */
public final class BothEnds {
    private BothEnds() {}

    /** The failures of what {@code story} tells, once for each place. */
    public static List<Verdict> failures(Consumer<Script> story) {
        List<Script> scripts = List.of(Script.atClient(), Script.atServer());
        List<Held> held = new ArrayList<>();
        for (Script script : scripts) {
            story.accept(script);
            Followed followed = script.follow();
            Judge judge = new Judge(name(script), followed.surroundings());
            for (Connection connection : followed.connections()) {
                held.add(new Held(judge.judge(connection), judge));
            }
        }
        List<Place> places = scripts.stream().map(script -> place(script, held)).toList();
        return new Joiner(places, held, Map.of())
                .verdicts().stream().filter(Verdict::isFailure).toList();
    }

    private static String name(Script script) {
        return script.vantage == Vantage.CLIENT ? "client.pcap" : "server.pcap";
    }

    private static Place place(Script script, List<Held> held) {
        Tracer tracer = new Tracer();
        Joiner.wanted(held).forEach(tracer::want);
        List<Segment> segments = script.segments();
        segments.forEach(tracer::accept);
        long last = segments.get(segments.size() - 1).timeNanos;
        return new Place(name(script), script.vantage, last, tracer.tracks(), tracer.isComplete(), tracer.handshakes());
    }
}
