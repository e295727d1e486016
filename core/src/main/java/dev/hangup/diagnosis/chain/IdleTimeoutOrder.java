package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.SettingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who accepts must keep an idle connection longer than who opened it may still use it, else a request meets the close
 * (RFC 9112, section 9.6). The difference must outlast the round trip and the stalls of both programs' timers.
 */
final class IdleTimeoutOrder implements Rule {
    /** Round trip, the granularity of timers, a pause of a collector. */
    private static final double LEAST_MARGIN = 1;

    /** What vendors add (AWS: 65 s behind a load balancer's 60 s). */
    private static final double GOOD_MARGIN = 5;

    /** Clients that take the server's Keep-Alive: timeout=N for their own limit, less a margin. */
    private static final Set<String> HONOUR_HINT =
            Set.of("undici", "agentkeepalive", "apache HttpClient 4", "apache HttpClient 5", "jdk HttpURLConnection");

    /** Servers that send that header unasked. */
    private static final Set<String> SEND_HINT = Set.of("node http.Server", "apache httpd");

    /** How two limits stand to each other, from good to bad. */
    private enum Order {
        RIGHT,
        CLOSE,
        EQUAL,
        WRONG
    }

    @Override
    public String name() {
        return Rules.IDLE_TIMEOUT_ORDER;
    }

    @Override
    public String summary() {
        return "a server closes idle connections before its client stops using them, or at the same moment";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        double margin = LEAST_MARGIN + chain.rttSeconds();
        for (Hop hop : chain.hops()) {
            Reuse reuse = Reuse.of(hop.client());
            if (reuse != Reuse.NO) {
                check(chain, hop, reuse, margin, found);
            }
        }
    }

    private void check(Chain chain, Hop hop, Reuse reuse, double margin, Consumer<Weakness> found) {
        Order worst = Order.RIGHT;
        Order best = Order.WRONG;
        Limit used = null;
        Limit kept = null;
        for (Limit client : Limits.of(hop.client(), SettingKind.IDLE_TIMEOUT)) {
            for (Limit server : Limits.inForce(chain, hop.server(), SettingKind.IDLE_TIMEOUT)) {
                Order order = order(client.amount(), server.amount(), margin);
                best = order.compareTo(best) < 0 ? order : best;
                if (used == null || order.compareTo(worst) > 0) {
                    worst = order;
                    used = client;
                    kept = server;
                }
            }
        }
        if (used == null || kept == null || worst == Order.RIGHT) {
            return;
        }
        List<String> doubts = doubts(hop, reuse, best == Order.RIGHT);
        Severity severity = !doubts.isEmpty()
                ? Severity.NOTE
                : worst == Order.CLOSE || reuse == Reuse.ONCE_MENDED ? Severity.WARNING : Severity.ERROR;
        String when =
                reuse == Reuse.ONCE_MENDED ? "; so once connections are kept, as is told in a way without effect" : "";
        found.accept(new Weakness(
                name(),
                severity,
                message(hop, used, kept, worst, margin) + when + String.join("", doubts),
                hop.text(),
                isOnlyMeasured(kept) ? List.of(hop.client(), hop.server()) : List.of(hop.server(), hop.client()),
                List.of(kept, used),
                remedies(chain, hop, used, kept)));
    }

    /** A server that keeps no connection (0) says so in every answer, so nobody is surprised. */
    private static Order order(double client, double server, double margin) {
        if (server == 0 || client == 0 || Double.isInfinite(server)) {
            return Order.RIGHT;
        }
        if (server < client) {
            return Order.WRONG;
        }
        return server == client ? Order.EQUAL : server < client + margin ? Order.CLOSE : Order.RIGHT;
    }

    private static List<String> doubts(Hop hop, Reuse reuse, boolean onlySomeVersions) {
        List<String> doubts = new ArrayList<>();
        if (reuse == Reuse.SINCE_NGINX_1_29_7) {
            doubts.add("; so since nginx 1.29.7, which keeps connections to an upstream unasked; before, it did not");
        }
        if (onlySomeVersions) {
            doubts.add("; the default changed, and the version here is not known");
        }
        if (HONOUR_HINT.contains(hop.client().software())
                && SEND_HINT.contains(hop.server().software())) {
            doubts.add("; unless the server's Keep-Alive header reaches the client, which goes by it");
        }
        return doubts;
    }

    private static String message(Hop hop, Limit used, Limit kept, Order order, double margin) {
        String server = hop.server().software() + " closes a connection that was idle for "
                + Limit.seconds(kept.amount()) + " [" + kept.text() + "]";
        String client = hop.client().software() + " [" + used.text() + "]";
        return switch (order) {
            case EQUAL ->
                server + " at the moment when it may still be used by " + client
                        + ": both timers are equal, so chance decides who is first";
            case CLOSE ->
                server + ", only " + Limit.seconds(kept.amount() - used.amount()) + " after the last use by " + client
                        + ": less than " + Limit.seconds(margin) + " for the round trip and stalls";
            default ->
                server + ", while it may be used for " + Limit.seconds(used.amount()) + " by " + client
                        + ": a request that meets the close is lost or reset";
        };
    }

    /** Whether nothing of the server was read, so that there is nothing to change in it. */
    private static boolean isOnlyMeasured(Limit kept) {
        return kept.setting() == null && kept.fallback() == null;
    }

    private static List<Remedy> remedies(Chain chain, Hop hop, Limit used, Limit kept) {
        List<Remedy> remedies = new ArrayList<>();
        HopEnd server = hop.server();
        // To write again what is not in force changes nothing.
        if (!used.isEndless() && !kept.isOverruled()) {
            double longer = longest(chain, server, used.amount()) + GOOD_MARGIN;
            remedies.add(
                    Fixes.set(server, SettingKind.IDLE_TIMEOUT, longer, "let the server wait longer than its client"));
        }
        MeasuredLimit measured = kept.measured();
        double shorter =
                measured == null ? kept.amount() - Math.min(GOOD_MARGIN, kept.amount() / 2) : measured.clientLimit();
        if (shorter >= 1) {
            boolean isFirst = remedies.isEmpty() || isOnlyMeasured(kept);
            String why =
                    (isFirst ? "let the client give up idle connections sooner" : "or let the client give up sooner")
                            + (measured == null
                                    ? ""
                                    : ", " + Limit.seconds(shorter) + " at most for a margin before the "
                                            + Limit.seconds(measured.least()) + " that were measured");
            Remedy remedy = Fixes.set(hop.client(), SettingKind.IDLE_TIMEOUT, Math.floor(shorter), why);
            remedies.add(isFirst ? 0 : remedies.size(), remedy);
        }
        return remedies;
    }

    /** A server with several clients must outlast the most patient of them. */
    private static double longest(Chain chain, HopEnd server, double atLeast) {
        double longest = atLeast;
        for (Hop hop : chain.hops()) {
            if (hop.server().equals(server) && Reuse.of(hop.client()) != Reuse.NO) {
                for (Limit limit : Limits.of(hop.client(), SettingKind.IDLE_TIMEOUT)) {
                    longest = limit.isEndless() ? longest : Math.max(longest, limit.amount());
                }
            }
        }
        return longest;
    }
}
