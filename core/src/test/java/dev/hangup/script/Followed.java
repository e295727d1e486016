package dev.hangup.script;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.KernelEvidence;
import dev.hangup.diagnosis.LogEvidence;
import dev.hangup.diagnosis.Surroundings;
import dev.hangup.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A capture after it was followed to its end: its connections, and the verdicts on them. */
public final class Followed {
    private final Follower follower;
    private final List<Connection> connections = new ArrayList<>();
    private final Surroundings surroundings;

    Followed(List<Segment> segments, boolean keepHealthy) {
        follower = new Follower(keepHealthy, connections::add);
        segments.forEach(follower::accept);
        follower.end();
        connections.sort(Comparator.comparingLong(Connection::firstFrame));
        surroundings = new Surroundings(follower.vantage(), follower.populations(), connections);
    }

    /** Follows segments from wherever they come. */
    public static Followed of(List<Segment> segments) {
        return new Followed(segments, true);
    }

    /** What followed it. */
    public Follower follower() {
        return follower;
    }

    /** What the capture says around a connection. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** The same beside what logs say. */
    public Surroundings beside(LogEvidence logs) {
        return new Surroundings(follower.vantage(), follower.populations(), connections, new KernelEvidence(), logs);
    }

    /** All connections that were kept, by their first frame. */
    public List<Connection> connections() {
        return connections;
    }

    /** The connections of a talk: more than one where its ports were used again. */
    public List<Connection> allOf(Talk talk) {
        Endpoint one = talk.client.endpoint;
        Endpoint other = talk.server.endpoint;
        return connections.stream()
                .filter(connection -> {
                    Endpoint client = connection.client().endpoint();
                    Endpoint server = connection.server().endpoint();
                    return client.equals(one) && server.equals(other) || client.equals(other) && server.equals(one);
                })
                .toList();
    }

    /** The only connection of a talk. */
    public Connection of(Talk talk) {
        List<Connection> found = allOf(talk);
        if (found.size() != 1) {
            throw new AssertionError("expected one connection between " + talk.client.endpoint + " and "
                    + talk.server.endpoint + ", found " + found.size());
        }
        return found.get(0);
    }

    /** What is known of the server that talks go to unless they say otherwise. */
    public ServerPopulation population() {
        ServerPopulation population = follower.population(Script.SERVER);
        if (population == null) {
            throw new AssertionError("no connection to " + Script.SERVER);
        }
        return population;
    }

    /** The verdict on the only connection of a talk. */
    public Verdict verdict(Talk talk) {
        return verdict(of(talk));
    }

    /** The verdict on a connection. */
    public Verdict verdict(Connection connection) {
        return new Judge("script", surroundings).judge(connection);
    }

    /** The verdict without the clues of one kind. */
    public Verdict verdictWithout(ClueKind kind, Talk talk) {
        Set<ClueKind> ignored = EnumSet.of(kind);
        return new Judge("script", surroundings, ignored).judge(of(talk));
    }
}
