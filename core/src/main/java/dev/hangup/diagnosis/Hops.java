package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.GatewayError;
import dev.hangup.connection.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the two connections of a proxy on which the same request failed: that of its client, and that to the server behind
 * it. They share no number and often no address, so their requests are matched: the same request line (a hash of it), begun
 * and ended at about the same times. As the same line may be asked again and again, all failures of it are matched at once,
 * in their order, and only where there are as many on both sides and most are far from their neighbours; those that are not
 * are left out. In one capture, which has one clock, those are left out before that cannot have a partner, as none began after
 * it, or none before it. A wrong match would be worse than none: whatever is left ambiguous is left alone.
 *
 * <p>A proxy may rewrite the path. So its own errors are matched without the line too, in one capture, where nothing else began
 * and ended at the same time, and where that is so more than once or the proxy has one address.
 *
 * <p>The clocks of two captures are taken to be set by NTP; where they are not, nothing matches.
 */
final class Hops {
    /** A proxy connects to its server, and clocks differ. */
    private static final long BEGIN_NANOS = 500_000_000L;

    /** A proxy that ends one side ends the other at once. */
    private static final long END_NANOS = 100_000_000L;

    /** With the connection that it needs, a proxy passes a request on within this time, and an error back. */
    private static final long AT_ONCE_NANOS = 1_000_000L;

    /** Of those that began after a request in front, so many are looked at. */
    private static final int NEAREST = 16;

    /** Among more no two could be told apart. */
    private static final int MOST = 1_000;

    /** Of so many at most one is too near to another to be matched. */
    private static final int MOSTLY = 3;

    /** Once, the same line may fail at two servers at one time by chance. */
    private static final int NO_CHANCE = 2;

    /**
     * A request that failed on one hop.
     *
     * @param connectNanos when its client began to connect, if that was for this request, else when it was sent: a proxy that
     *     connects for a request sends it a round trip later
     * @param held null where the proxy answered it, so that nobody was hurt there
     */
    private record Request(
            String capture,
            Endpoint client,
            Endpoint server,
            long line,
            long frame,
            long connectNanos,
            long beginNanos,
            long endNanos,
            OtherHop.End end,
            int status,
            @Nullable Held held) {
        OtherHop seenFromOther(boolean isInFront) {
            return new OtherHop(isInFront, capture, client, server, frame, end, status);
        }
    }

    /** The same request to one host, which may be a proxy, or from one. */
    private record Family(String capture, long line, Endpoint host) {
        // Written out, as Endpoint's are.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Family family
                    && family.line == line
                    && family.host.equals(host)
                    && family.capture.equals(capture);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Long.hashCode(line) + host.hashCode()) + capture.hashCode();
        }
    }

    /** The same request of whomever. */
    private record Row(String capture, long line) {}

    /** The same request, perhaps, on both sides of a proxy. */
    private record Match(Request front, Request back) {
        /** Where a client and a server meet the proxy. */
        List<Endpoint> proxy() {
            return List.of(front.server().host(), back.client().host());
        }

        boolean isOfOneAddress() {
            return front.server().host().equals(back.client().host());
        }

        boolean isClosedInTheMiddle() {
            return front.end() == OtherHop.End.CLOSED_BY_SERVER && back.end() == OtherHop.End.CLOSED_BY_CLIENT;
        }

        /** Whether, on one clock, what happens on the one follows from what happened on the other. */
        boolean isInOrder() {
            boolean bothByServers =
                    front.end() == OtherHop.End.CLOSED_BY_SERVER && back.end() == OtherHop.End.CLOSED_BY_SERVER;
            boolean bothByClients =
                    front.end() == OtherHop.End.CLOSED_BY_CLIENT && back.end() == OtherHop.End.CLOSED_BY_CLIENT;
            return front.capture().equals(back.capture())
                    && front.beginNanos() <= back.beginNanos()
                    && !(bothByServers && front.endNanos() < back.endNanos())
                    && !(bothByClients && back.endNanos() < front.endNanos());
        }
    }

    private final Map<Family, List<Request>> inFront = new HashMap<>();
    private final Map<Family, List<Request>> behind = new HashMap<>();
    /** By proxy: what one capture shows, and chance may. */
    private final Map<List<Endpoint>, List<Match>> supposed = new HashMap<>();

    private final Map<Held, List<OtherHop>> matches = new HashMap<>();
    /** Those in front that have a partner, of the errors. */
    private final Set<Request> matchedErrors = new HashSet<>();

    /** Those of failed connections, by capture. */
    private final Map<String, Set<Endpoint>> clients = new HashMap<>();

    /**
     * Matches what failed.
     *
     * @param errors by capture
     */
    Hops(List<Held> held, Map<String, List<GatewayError>> errors) {
        errors.forEach((capture, some) -> some.forEach(error -> add(request(capture, error))));
        for (Held one : held) {
            Request request = request(one);
            if (request != null) {
                add(request);
            }
        }
        boolean sawErrors = errors.values().stream().anyMatch(some -> !some.isEmpty());
        matchFamilies(sawErrors ? rows() : Map.of());
        if (sawErrors) {
            matchErrors();
        }
        noteSupposed();
    }

    private static Request request(String capture, GatewayError error) {
        return new Request(
                capture,
                error.client(),
                error.server(),
                error.requestLine(),
                error.requestFrame(),
                error.requestNanos(),
                error.requestNanos(),
                error.answerNanos(),
                OtherHop.End.ANSWERED,
                error.status(),
                null);
    }

    private static @Nullable Request request(Held held) {
        Connection connection = held.connection();
        Exchanges exchanges = connection.exchanges();
        // What is answered after its proxy left was not answered to the proxy's client.
        boolean tooLate = connection.isClosedByClient() && exchanges.lastAnswerBegunNanos() > connection.closeNanos();
        if (!held.verdict().isFailure()
                || exchanges.protocol() != Protocol.HTTP1
                || exchanges.outstanding() != 1 && !(tooLate && exchanges.outstanding() == 0)) {
            return null;
        }
        OtherHop.End end = !connection.isClosed()
                ? OtherHop.End.OPEN
                : connection.isClosedByClient() ? OtherHop.End.CLOSED_BY_CLIENT : OtherHop.End.CLOSED_BY_SERVER;
        return new Request(
                held.verdict().capture(),
                connection.client().endpoint(),
                connection.server().endpoint(),
                exchanges.requestLine(),
                exchanges.requestFrame(),
                connectNanos(connection),
                exchanges.requestNanos(),
                connection.isClosed() ? connection.closeNanos() : connection.lastNanos(),
                end,
                0,
                held);
    }

    private static long connectNanos(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        boolean isForThis = exchanges.requests() == 1
                && connection.handshakeNanos() > 0
                && exchanges.requestNanos() - connection.handshakeNanos() <= AT_ONCE_NANOS;
        return isForThis ? connection.startNanos() : exchanges.requestNanos();
    }

    private void add(Request request) {
        if (request.line() == 0) {
            return;
        }
        inFront.computeIfAbsent(
                        new Family(
                                request.capture(),
                                request.line(),
                                request.server().host()),
                        first -> new ArrayList<>())
                .add(request);
        if (request.held() != null) {
            clients.computeIfAbsent(request.capture(), first -> new HashSet<>()).add(request.client());
            behind.computeIfAbsent(
                            new Family(
                                    request.capture(),
                                    request.line(),
                                    request.client().host()),
                            first -> new ArrayList<>())
                    .add(request);
        }
    }

    /** Which families asked for the same in one capture, by the times at which they began to. */
    private Map<Row, NavigableMap<Long, List<Family>>> rows() {
        Map<Row, NavigableMap<Long, List<Family>>> rows = new HashMap<>();
        behind.forEach((family, requests) -> {
            NavigableMap<Long, List<Family>> row =
                    rows.computeIfAbsent(new Row(family.capture(), family.line()), first -> new TreeMap<>());
            requests.forEach(request -> row.computeIfAbsent(request.beginNanos(), first -> new ArrayList<>(1))
                    .add(family));
        });
        return rows;
    }

    /** @param rows empty where no proxy answered for a server */
    private void matchFamilies(Map<Row, NavigableMap<Long, List<Family>>> rows) {
        Map<Long, NavigableMap<Long, List<List<Request>>>> byLineAndBegin = new HashMap<>();
        behind.forEach((family, requests) -> {
            requests.sort(Hops::earlierFirst);
            byLineAndBegin
                    .computeIfAbsent(family.line(), first -> new TreeMap<>())
                    .computeIfAbsent(requests.get(0).beginNanos(), first -> new ArrayList<>(1))
                    .add(requests);
        });
        inFront.forEach((family, fronts) -> {
            fronts.sort(Hops::earlierFirst);
            long begin = fronts.get(0).beginNanos();
            NavigableMap<Long, List<List<Request>>> byBegin =
                    byLineAndBegin.getOrDefault(family.line(), Collections.emptyNavigableMap());
            List<List<Match>> alike =
                    byBegin.subMap(begin - BEGIN_NANOS, true, begin + BEGIN_NANOS, true).values().stream()
                            .flatMap(List::stream)
                            .filter(backs -> areTheSame(fronts, backs))
                            .map(backs -> pairs(fronts, backs))
                            .toList();
            NavigableMap<Long, List<Family>> row =
                    alike.isEmpty() && !rows.isEmpty() ? rows.get(new Row(family.capture(), family.line())) : null;
            match(row == null ? alike : possible(fronts, row));
        });
    }

    /** Pairs of one capture, of those requests alone that can have a partner, where the proxy answered those in front. */
    private List<List<Match>> possible(List<Request> fronts, NavigableMap<Long, List<Family>> row) {
        Set<Family> near = new LinkedHashSet<>();
        for (Request front : fronts) {
            row.subMap(front.beginNanos(), true, front.beginNanos() + BEGIN_NANOS, true).values().stream()
                    .flatMap(List::stream)
                    .limit(NEAREST)
                    .forEach(near::add);
        }
        List<List<Match>> possible = new ArrayList<>();
        for (Family family : near) {
            List<Request> all = behind.getOrDefault(family, List.of());
            if (all.size() <= MOST && fronts.size() <= MOST) {
                List<Request> causes = having(fronts, front -> all.stream().anyMatch(back -> mayFollow(front, back)));
                List<Request> effects = having(all, back -> fronts.stream().anyMatch(front -> mayFollow(front, back)));
                if (causes.stream().allMatch(front -> front.end() == OtherHop.End.ANSWERED)
                        && areTheSame(causes, effects)) {
                    possible.add(pairs(causes, effects));
                }
            }
        }
        return possible;
    }

    private static List<Request> having(List<Request> requests, Predicate<Request> partner) {
        return requests.stream().filter(partner).toList();
    }

    /** Whether, on one clock, the one may have been passed on as the other: it began before, and they ended together. */
    private static boolean mayFollow(Request front, Request back) {
        long lag = back.beginNanos() - front.beginNanos();
        return lag >= 0 && lag <= BEGIN_NANOS && Math.abs(back.endNanos() - front.endNanos()) <= END_NANOS;
    }

    private static List<Match> pairs(List<Request> fronts, List<Request> backs) {
        List<Match> pairs = new ArrayList<>();
        for (int i = 0; i < fronts.size(); i++) {
            if (areNearest(fronts, backs, i)) {
                pairs.add(new Match(fronts.get(i), backs.get(i)));
            }
        }
        return pairs;
    }

    /** Whether no other request in front began about when the k-th behind did, nor the other way round. */
    private static boolean areNearest(List<Request> fronts, List<Request> backs, int k) {
        long lag = lag(fronts.get(k), backs.get(k));
        return 2 * lag < gapBefore(fronts, k)
                && 2 * lag < gapBefore(fronts, k + 1)
                && 2 * lag < gapBefore(backs, k)
                && 2 * lag < gapBefore(backs, k + 1);
    }

    private static long lag(Request front, Request back) {
        return Math.min(
                Math.abs(back.beginNanos() - front.beginNanos()), Math.abs(back.connectNanos() - front.beginNanos()));
    }

    private void match(List<List<Match>> alike) {
        List<List<Match>> inOrder = new ArrayList<>();
        for (List<Match> pairs : alike) {
            if (isOrderKnown(pairs)) {
                pairs.forEach(this::note);
            } else if (pairs.stream().allMatch(Match::isInOrder)) {
                inOrder.add(pairs);
            }
        }
        if (inOrder.size() == 1) {
            inOrder.get(0).forEach(this::suppose);
        }
    }

    private void suppose(Match match) {
        supposed.computeIfAbsent(match.proxy(), first -> new ArrayList<>()).add(match);
    }

    /** The proxy's own errors that have no partner of the same line. */
    private void matchErrors() {
        Map<String, NavigableMap<Long, List<Request>>> byCapture = new HashMap<>();
        behind.values().stream()
                .flatMap(List::stream)
                .filter(back -> !matches.containsKey(back.held()))
                .forEach(back -> byCapture
                        .computeIfAbsent(back.capture(), first -> new TreeMap<>())
                        .computeIfAbsent(back.beginNanos(), first -> new ArrayList<>(1))
                        .add(back));
        Map<Request, List<Match>> byBack = new LinkedHashMap<>();
        inFront.values().stream()
                .flatMap(List::stream)
                .filter(front -> front.end() == OtherHop.End.ANSWERED && !matchedErrors.contains(front))
                .sorted(Hops::earlierFirst)
                .forEach(front -> {
                    List<Request> backs = byCapture
                            .getOrDefault(front.capture(), Collections.emptyNavigableMap())
                            .subMap(front.beginNanos(), true, front.beginNanos() + AT_ONCE_NANOS, true)
                            .values()
                            .stream()
                            .flatMap(List::stream)
                            .filter(back -> Math.abs(back.endNanos() - front.endNanos()) <= AT_ONCE_NANOS)
                            .filter(back -> areApart(front, back))
                            .limit(2)
                            .toList();
                    if (backs.size() == 1) {
                        byBack.computeIfAbsent(backs.get(0), first -> new ArrayList<>(1))
                                .add(new Match(front, backs.get(0)));
                    }
                });
        byBack.values().stream()
                .filter(fronts -> fronts.size() == 1)
                .map(fronts -> fronts.get(0))
                .forEach(match -> {
                    if (match.isOfOneAddress()) {
                        note(match);
                    } else {
                        suppose(match);
                    }
                });
    }

    /** Matches of a proxy with two addresses that one capture shows more than once. */
    private void noteSupposed() {
        for (List<Match> pairs : supposed.values()) {
            if (pairs.stream().map(Match::back).distinct().limit(NO_CHANCE).count() == NO_CHANCE) {
                pairs.forEach(this::note);
            }
        }
    }

    private void note(Match match) {
        if (match.front().held() == null) {
            matchedErrors.add(match.front());
        }
        note(match.front(), match.back().seenFromOther(false));
        note(match.back(), match.front().seenFromOther(true));
    }

    private static int earlierFirst(Request one, Request other) {
        int order = Long.compare(one.beginNanos(), other.beginNanos());
        return order == 0 ? Long.compare(one.frame(), other.frame()) : order;
    }

    private void note(Request request, OtherHop other) {
        Held held = request.held();
        if (held != null) {
            List<OtherHop> others = matches.computeIfAbsent(held, first -> new ArrayList<>(1));
            // That they are not all the same is known with the second.
            if (others.size() < 2 || areOne(others)) {
                others.add(other);
            }
        }
    }

    private static boolean areOne(List<OtherHop> others) {
        OtherHop first = others.get(0);
        return others.stream()
                .allMatch(other -> other.isInFront() == first.isInFront()
                        && other.client().equals(first.client())
                        && other.server().equals(first.server()));
    }

    /** Whether the k-th of the one is the k-th of the other, as far as times tell; those of some may be too near to each other. */
    private boolean areTheSame(List<Request> fronts, List<Request> backs) {
        if (fronts.size() != backs.size()) {
            return false;
        }
        int nearest = 0;
        for (int i = 0; i < fronts.size(); i++) {
            Request front = fronts.get(i);
            Request back = backs.get(i);
            boolean isAtTheSameTime =
                    lag(front, back) <= BEGIN_NANOS && Math.abs(back.endNanos() - front.endNanos()) <= END_NANOS;
            nearest += areNearest(fronts, backs, i) ? 1 : 0;
            boolean areTwo = areApart(front, back) || fronts.size() >= NO_CHANCE && areTransparent(front, back);
            if (!isAtTheSameTime || !areTwo) {
                return false;
            }
        }
        return MOSTLY * nearest >= (MOSTLY - 1) * fronts.size();
    }

    private static boolean areApart(Request front, Request back) {
        return !front.client().host().equals(back.client().host())
                && !front.server().equals(back.server());
    }

    /**
     * Whether a proxy that its client does not know of may be between: both are with the same server, each is in a capture that
     * does not have the other, and nobody but who is between could have closed both.
     */
    private boolean areTransparent(Request front, Request back) {
        return front.server().equals(back.server())
                && !front.client().host().equals(back.client().host())
                && !front.capture().equals(back.capture())
                && new Match(front, back).isClosedInTheMiddle()
                && !isSeenIn(back.capture(), front.client())
                && !isSeenIn(front.capture(), back.client());
    }

    private boolean isSeenIn(String capture, Endpoint client) {
        return clients.getOrDefault(capture, Set.of()).contains(client);
    }

    private static long gapBefore(List<Request> requests, int index) {
        return index == 0 || index == requests.size()
                ? Long.MAX_VALUE
                : requests.get(index).beginNanos() - requests.get(index - 1).beginNanos();
    }

    /**
     * Whether something other than a comparison of two clocks says which is in front: the proxy's own answers, its address on
     * both sides, or that nobody else could have closed both.
     */
    private static boolean isOrderKnown(List<Match> pairs) {
        return pairs.stream().anyMatch(pair -> pair.front().end() == OtherHop.End.ANSWERED)
                || pairs.stream().allMatch(Match::isOfOneAddress)
                || pairs.stream().allMatch(Match::isClosedInTheMiddle);
    }

    /**
     * The other hop of a connection that {@code same} are, as several captures may show it; null if there is none, or if they
     * do not show one and the same.
     */
    @Nullable
    OtherHop of(List<Held> same) {
        if (matches.isEmpty()) {
            return null;
        }
        List<OtherHop> others = same.stream()
                .flatMap(one -> matches.getOrDefault(one, List.of()).stream())
                .sorted((one, other) -> one.capture().compareTo(other.capture()))
                .toList();
        return !others.isEmpty() && areOne(others) ? others.get(0) : null;
    }
}
