package dev.hangup.diagnosis.chain;

import dev.hangup.config.ChainFile;
import dev.hangup.config.ChainFile.Link;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.knowledge.TimeoutDefaults;
import java.util.ArrayList;
import java.util.List;

/** Puts ends together as a {@link ChainFile} says; hops that it does not speak of are inferred as ever. */
public final class StatedChain {
    private StatedChain() {}

    /** The chain of {@code ends} and of those that {@code file} states. */
    public static Chain of(ChainFile file, List<HopEnd> ends) {
        List<HopEnd> all = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Disputes.settled(ends, remarks).forEach(end -> all.add(asStated(end, file)));
        for (Link link : file.links()) {
            all.addAll(link.stated());
            link.stated().stream()
                    .limit(1)
                    .filter(end -> !TimeoutDefaults.components().contains(end.software()))
                    .forEach(end ->
                            remarks.add("no defaults are known of " + end.text() + ": only what is stated counts"));
        }
        Chain inferred = ChainInference.of(all);
        List<Hop> hops = new ArrayList<>();
        List<HopEnd> clients = List.of();
        List<HopEnd> between = new ArrayList<>();
        boolean isFirst = true;
        for (Link link : file.links()) {
            List<HopEnd> own = all.stream().filter(link::includes).toList();
            List<HopEnd> middleboxes = withRole(own, Role.MIDDLEBOX);
            if (!middleboxes.isEmpty()) {
                between.addAll(middleboxes);
                continue;
            }
            if (own.isEmpty()) {
                remarks.add("the chain names " + link.file() + ", of which nothing was read");
            }
            List<HopEnd> servers = withRole(own, Role.SERVER);
            if (!isFirst && !clients.isEmpty() && servers.isEmpty()) {
                remarks.add("the chain passes through " + link.file()
                        + ", which says nothing of how it accepts connections");
            }
            for (HopEnd client : clients) {
                servers.forEach(server -> hops.add(new Hop(client, server, between)));
            }
            clients = withRole(own, Role.CLIENT);
            between.clear();
            isFirst = false;
        }
        inferred.hops().stream()
                .filter(hop -> hops.stream()
                        .noneMatch(stated -> stated.client().equals(hop.client())
                                && stated.server().equals(hop.server())))
                .forEach(hops::add);
        return new Chain(all, hops, file.rttSeconds(), remarks);
    }

    private static List<HopEnd> withRole(List<HopEnd> ends, Role role) {
        return ends.stream().filter(end -> end.role() == role).toList();
    }

    /** An end of a file with what the chain says of it: its version, and how much it has to do. */
    private static HopEnd asStated(HopEnd end, ChainFile file) {
        for (Link link : file.links()) {
            if (link.includes(end)) {
                List<Setting> settings = new ArrayList<>(end.settings());
                if (link.concurrency() != null) {
                    settings.add(link.concurrency());
                }
                return new HopEnd(
                        end.software(),
                        end.role(),
                        end.scope(),
                        link.version() == null ? end.version() : link.version(),
                        end.addresses(),
                        settings,
                        end.claims(),
                        end.place());
            }
        }
        return end;
    }
}
