package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import java.time.Duration;

/** The kernel's firewall and address translation on a host that forwards, by its command nft. */
public final class Nftables {
    private Nftables() {}

    /** Filters what {@code host} forwards by {@code rules}. */
    public static void forward(Host host, String... rules) {
        chain(host, "forward", "filter hook forward priority 0", rules);
    }

    /** Filters what comes to {@code host} itself by {@code rules}. */
    public static void receive(Host host, String... rules) {
        chain(host, "input", "filter hook input priority 0", rules);
    }

    /** Translates destination addresses by {@code rules}. */
    public static void translateDestination(Host host, String... rules) {
        chain(host, "prerouting", "nat hook prerouting priority -100", rules);
    }

    /** Translates source addresses by {@code rules}. */
    public static void translateSource(Host host, String... rules) {
        chain(host, "postrouting", "nat hook postrouting priority 100", rules);
    }

    /** Lets {@code host} forget connections that are idle for {@code time}, and pick up none in the middle. */
    public static void forgetAfter(Host host, Duration time) {
        host.sysctl("netfilter.nf_conntrack_tcp_timeout_established", Long.toString(time.toSeconds()));
        host.sysctl("netfilter.nf_conntrack_tcp_loose", "0");
    }

    private static void chain(Host host, String name, String hook, String... rules) {
        host.run("nft", "add table inet lab");
        host.run("nft", "add chain inet lab " + name + " { type " + hook + " ; }");
        for (String rule : rules) {
            host.run("nft", "add rule inet lab " + name + " " + rule);
        }
    }
}
