package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.connection.GatewayError;
import dev.hangup.connection.Side;
import dev.hangup.connection.Track;
import dev.hangup.connection.Trail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins the verdicts that captures of several places gave on the same connections: each is judged again from every place
 * where it failed, with what the other places show, and the place that decides best speaks for all. The order in which the
 * captures were given changes nothing.
 */
public final class Joiner {
    /** So much surer is only a matter of rounding and of chance. */
    private static final double CLEARLY_SURER = 0.05;

    /** What both ends saw of one event is not farther apart, whatever the path. */
    private static final long SAME_EVENT_NANOS = 500_000_000L;

    /** When more connections of a place begin with one number, as those of a scan do, it does not tell them apart. */
    private static final int ALIKE = 8;

    /** By name, in order of names. */
    private final Map<String, Place> places = new TreeMap<>();

    private final List<Held> all;
    /** By capture and client. */
    private final Map<String, Map<Endpoint, List<Held>>> held = new HashMap<>();

    private record Sight(Place place, Track track) {}

    /** Of connections to or from a proxy, the other one. */
    private final Hops hops;

    /** Of the verdicts that were joined, where they are from. */
    private final IdentityHashMap<Verdict, OtherHop> hopsOfVerdicts = new IdentityHashMap<>();

    /**
     * Joins what {@code places} say of the connections in {@code held}, all of captures among them.
     *
     * @param errors what gateways answered for servers behind them, by capture
     */
    public Joiner(List<Place> places, List<Held> held, Map<String, List<GatewayError>> errors) {
        places.forEach(place -> this.places.putIfAbsent(place.capture(), place));
        all = held.stream().sorted(Joiner::inOrder).toList();
        hops = new Hops(all, errors);
        for (Held one : places.isEmpty() ? List.<Held>of() : all) {
            this.held
                    .computeIfAbsent(one.verdict().capture(), first -> new HashMap<>())
                    .computeIfAbsent(one.connection().client().endpoint(), first -> new ArrayList<>(1))
                    .add(one);
        }
    }

    /** The failed connections, which are to be looked for in all captures. */
    public static List<Connection> wanted(List<Held> held) {
        return held.stream()
                .filter(one -> one.verdict().isFailure())
                .sorted(Joiner::inOrder)
                .map(Held::connection)
                .toList();
    }

    /** One verdict per failed connection that several captures have; all others as they were. In order of captures. */
    public List<Verdict> verdicts() {
        Set<Held> left = new LinkedHashSet<>(all);
        List<Verdict> verdicts = new ArrayList<>();
        for (List<PlaceView> views : groups()) {
            List<Held> same = new ArrayList<>();
            views.forEach(view -> same.addAll(heldOf(view)));
            Verdict joined = join(views, same);
            if (joined != null) {
                verdicts.add(joined);
                same.forEach(left::remove);
            }
        }
        left.forEach(one -> verdicts.add(withItsHop(one)));
        verdicts.replaceAll(verdict -> passedOn(verdict, verdicts));
        verdicts.sort(Joiner::inOrder);
        return verdicts;
    }

    private static int inOrder(Held one, Held other) {
        return inOrder(one.verdict(), other.verdict());
    }

    private static int inOrder(Verdict one, Verdict other) {
        int order = one.capture().compareTo(other.capture());
        return order == 0 ? Connection.inOrder(one.connection(), other.connection()) : order;
    }

    /** Of a connection that one capture has: judged again if the other connection of its proxy is known. */
    private Verdict withItsHop(Held one) {
        OtherHop hop = hops.of(List.of(one));
        if (hop == null) {
            return one.verdict();
        }
        List<String> captures = Stream.of(one.verdict().capture(), hop.capture())
                .distinct()
                .sorted()
                .toList();
        Verdict verdict = one.judge()
                .judge(one.connection(), Elsewhere.behindAProxy(hop), new Joint(captures, List.of(), List.of(), hop));
        hopsOfVerdicts.put(verdict, hop);
        return verdict;
    }

    private Verdict passedOn(Verdict verdict, List<Verdict> all) {
        OtherHop hop = hopsOfVerdicts.get(verdict);
        if (hop == null) {
            return verdict;
        }
        List<Verdict> behind = all.stream()
                .filter(other -> other.connection().client().endpoint().equals(hop.client())
                        && other.connection().server().endpoint().equals(hop.server()))
                .toList();
        return behind.size() == 1 && PassedOn.is(verdict, hop, behind.get(0))
                ? PassedOn.verdict(verdict, hop, behind.get(0))
                : verdict;
    }

    private List<Held> heldOf(PlaceView view) {
        List<Held> same = new ArrayList<>();
        Map<Endpoint, List<Held>> byClient = held.getOrDefault(view.capture(), Map.of());
        view.tracks().stream()
                .map(Track::client)
                .distinct()
                .forEach(client -> byClient.getOrDefault(client, List.of()).stream()
                        .filter(one -> view.shows(one.connection()))
                        .forEach(same::add));
        return same;
    }

    /** The connections, each as the places show it that have it. */
    private List<List<PlaceView>> groups() {
        List<Sight> sights = new ArrayList<>();
        places.values().forEach(place -> place.tracks().forEach(track -> sights.add(new Sight(place, track))));
        Map<Integer, Long> bySequence = sights.stream()
                .map(Sight::track)
                .filter(Track::isBeginningKnown)
                .collect(Collectors.groupingBy(Track::clientSequence, Collectors.counting()));
        Set<Long> continuations = continuations(sights);
        int[] leader = new int[sights.size()];
        Map<Object, List<Integer>> alike = new HashMap<>();
        for (int i = 0; i < leader.length; i++) {
            leader[i] = i;
            Track track = sights.get(i).track();
            List<Object> keys = new ArrayList<>();
            keys.add(List.of(track.client(), track.server()));
            if (track.isBeginningKnown()
                    && bySequence.getOrDefault(track.clientSequence(), 0L) <= (long) ALIKE * places.size()) {
                keys.add(track.clientSequence());
            }
            if (!continuations.isEmpty()) {
                track.segments().stream()
                        .filter(Trail.Entry::fromClient)
                        .map(Joiner::numbers)
                        .filter(continuations::contains)
                        .distinct()
                        .forEach(keys::add);
            }
            for (Object key : keys) {
                List<Integer> before = alike.computeIfAbsent(key, first -> new ArrayList<>());
                for (int other : before) {
                    boolean isElsewhere =
                            sights.get(other).place() != sights.get(i).place();
                    if (isElsewhere && sights.get(other).track().isSameAs(track)) {
                        leader[find(leader, i)] = find(leader, other);
                    }
                }
                before.add(i);
            }
        }
        Map<Integer, Map<String, List<Track>>> groups = new TreeMap<>();
        for (int i = 0; i < leader.length; i++) {
            groups.computeIfAbsent(find(leader, i), first -> new TreeMap<>())
                    .computeIfAbsent(sights.get(i).place().capture(), first -> new ArrayList<>())
                    .add(sights.get(i).track());
        }
        return groups.values().stream().map(this::views).toList();
    }

    /** What connections begin with that have no beginning: behind an address translator others may go on so. */
    private static Set<Long> continuations(List<Sight> sights) {
        return sights.stream()
                .filter(sight -> !sight.track().isBeginningKnown())
                .map(sight -> sight.track().firstPayload())
                .filter(Objects::nonNull)
                .map(Joiner::numbers)
                .collect(Collectors.toSet());
    }

    /** Both numbers of a segment. */
    private static long numbers(Trail.Entry segment) {
        return (long) segment.sequence() << 32 | segment.acknowledgment() & 0xffff_ffffL;
    }

    private List<PlaceView> views(Map<String, List<Track>> tracks) {
        return places.values().stream()
                .filter(place -> tracks.containsKey(place.capture()))
                .map(place -> PlaceView.of(place, tracks.getOrDefault(place.capture(), List.of())))
                .toList();
    }

    private static int find(int[] leader, int member) {
        int at = member;
        while (leader[at] != at) {
            at = leader[at];
        }
        return at;
    }

    /** The verdict of the place that decides best; null if only one place has anything to say, or nobody was hurt. */
    private @Nullable Verdict join(List<PlaceView> views, List<Held> same) {
        List<Verdict> failures = new ArrayList<>();
        OtherHop hop = hops.of(same);
        for (Held one : same) {
            if (one.verdict().isFailure()) {
                Verdict again = judgeAgain(one, views, hop);
                if (again != null) {
                    failures.add(again);
                }
            }
        }
        List<Verdict> first = failures.stream()
                .filter(verdict -> !Aftermath.is(verdict, failures, views))
                .toList();
        return (first.isEmpty() ? failures : first)
                .stream()
                        .reduce((best, other) -> isBetter(other, best, views) ? other : best)
                        .orElse(null);
    }

    private @Nullable Verdict judgeAgain(Held one, List<PlaceView> views, @Nullable OtherHop hop) {
        PlaceView here = viewOf(one.verdict(), views);
        List<PlaceView> others = views.stream().filter(view -> view != here).toList();
        List<Place> without = others.isEmpty() ? placesWithout(here) : List.of();
        if (others.isEmpty() && (without.isEmpty() || one.verdict().mechanism() != Mechanism.CONNECT_UNANSWERED)) {
            return null;
        }
        Elsewhere elsewhere = new Elsewhere(here, others, without, hop);
        Verdict verdict =
                one.judge().judge(one.connection(), elsewhere, joint(one.connection(), here, others, without, hop));
        if (hop != null) {
            hopsOfVerdicts.put(verdict, hop);
        }
        return verdict;
    }

    /** Captures next to the server that were running all the while, and have other connections from here to it. */
    private List<Place> placesWithout(PlaceView here) {
        Endpoint server = here.tracks().get(0).server();
        return places.values().stream()
                .filter(place -> place != here.place() && place.isComplete() && place.isAt(server, here.place()))
                .filter(place -> wasRunning(here, place, server))
                .toList();
    }

    private static boolean wasRunning(PlaceView here, Place place, Endpoint server) {
        Lag.Bounds clock = here.clockBounds(place);
        long first = here.segments().get(0).timeNanos();
        long last = here.segments().get(here.segments().size() - 1).timeNanos();
        return clock != null
                && place.lastNanos() >= last + clock.most()
                && place.handshakes().all().stream()
                        .anyMatch(handshake ->
                                handshake.server().equals(server) && handshake.synNanos() <= first + clock.least());
    }

    private static Joint joint(
            Connection connection,
            PlaceView here,
            List<PlaceView> others,
            List<Place> without,
            @Nullable OtherHop hop) {
        List<String> captures = new ArrayList<>(List.of(here.capture()));
        List<Joint.View> seen = new ArrayList<>();
        List<ClockOffset> clocks = new ArrayList<>();
        addViews(here, connection, seen);
        for (PlaceView other : others) {
            captures.add(other.capture());
            addViews(other, null, seen);
            Lag.Bounds clock = here.clockBounds(other);
            if (clock != null) {
                clocks.add(clock.offset(other.capture()));
            }
        }
        for (Place place : without) {
            captures.add(place.capture());
            Lag.Bounds clock = here.clockBounds(place);
            if (clock != null) {
                clocks.add(clock.offset(place.capture()));
            }
        }
        if (hop != null && !captures.contains(hop.capture())) {
            captures.add(hop.capture());
        }
        captures.sort(null);
        return new Joint(List.copyOf(captures), List.copyOf(seen), List.copyOf(clocks), hop);
    }

    /** All that {@code view} shows, but for what the verdict itself is about. */
    private static void addViews(PlaceView view, @Nullable Connection judged, List<Joint.View> seen) {
        view.tracks().stream()
                .filter(track -> judged == null || !track.isOf(judged))
                .map(track -> new Joint.View(
                        view.capture(), track.client(), track.server(), track.firstFrame(), track.lastFrame()))
                .forEach(seen::add);
    }

    /**
     * Whether {@code one} says more than {@code than}: it is clearly surer; or of two that are about as sure it is about
     * what happened first, as the rest follows from that; or it was captured nearer to the client, who was hurt.
     */
    private static boolean isBetter(Verdict one, Verdict than, List<PlaceView> views) {
        double surer = sureness(one) - sureness(than);
        if (Math.abs(surer) > CLEARLY_SURER) {
            return surer > 0;
        }
        PlaceView here = viewOf(one, views);
        PlaceView there = viewOf(than, views);
        Lag.Bounds clock = here == there ? new Lag.Bounds(0, 0, 0) : here.clockBounds(there);
        if (clock != null) {
            long earlier = beganAt(than) - beganAt(one);
            if (earlier - clock.most() > SAME_EVENT_NANOS || earlier - clock.least() < -SAME_EVENT_NANOS) {
                return earlier - clock.most() > SAME_EVENT_NANOS;
            }
        }
        if (surer != 0) {
            return surer > 0;
        }
        return there.isFartherFrom(true, here);
    }

    /** When it went wrong: of what was sent in vain the first time counts, not how long its sender went on trying. */
    private static long beganAt(Verdict verdict) {
        Mechanism mechanism = verdict.mechanism();
        boolean isInVain = mechanism != null && mechanism.isSentInVain();
        Side swallowed = Silence.swallowed(verdict.connection());
        return isInVain && swallowed.unacknowledgedSinceNanos() > 0
                ? swallowed.unacknowledgedSinceNanos()
                : Incident.failedAt(verdict);
    }

    static PlaceView viewOf(Verdict verdict, List<PlaceView> views) {
        return views.stream()
                .filter(view -> view.capture().equals(verdict.capture()))
                .findFirst()
                .orElseThrow();
    }

    private static double sureness(Verdict verdict) {
        return verdict.cause().equals(Verdict.UNKNOWN) ? 0 : verdict.confidence();
    }
}
