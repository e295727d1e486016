package dev.hangup.diagnosis.chain;

import dev.hangup.Endpoint;
import dev.hangup.SeenVersion;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives the ends of a chain the versions that evidence tells of their programs. What a capture shows at an address is of the
 * configuration that accepts connections there; what a log or an image's tag tells is of the program, as long as they all tell
 * the same. Of several versions none is taken.
 */
public final class VersionedChain {
    private static final int MOST_TOLD = 4;

    /** Software that is a part of another, whose version it has. */
    private static final Map<String, String> PART_OF =
            Map.of("apache mod_proxy", "apache httpd", "nginx stream", "nginx", "node http.Agent", "node http.Server");

    /** What a program may use or not: that it could says nothing. */
    private static final Set<String> LIBRARIES = Set.of("jdk HttpClient", ".NET SocketsHttpHandler");

    private final List<HopEnd> ends;
    private final Map<String, List<SeenVersion>> ofProgram = new LinkedHashMap<>();
    private final List<SeenVersion> atAddresses;

    private VersionedChain(List<HopEnd> ends, List<SeenVersion> seen) {
        this.ends = ends;
        atAddresses = seen.stream().filter(one -> one.server() != null).toList();
        seen.stream()
                .filter(one -> one.server() == null)
                .forEach(one -> ofProgram
                        .computeIfAbsent(one.software(), first -> new ArrayList<>())
                        .add(one));
    }

    /** The chain with the versions of {@code seen}; a version that is stated of an end stays. */
    public static Chain of(Chain chain, List<SeenVersion> seen) {
        if (seen.isEmpty()) {
            return chain;
        }
        VersionedChain with = new VersionedChain(chain.ends(), seen);
        Map<HopEnd, HopEnd> known = new LinkedHashMap<>();
        chain.ends().forEach(end -> known.put(end, with.known(end)));
        List<Hop> hops = chain.hops().stream()
                .map(hop -> new Hop(
                        known.getOrDefault(hop.client(), hop.client()),
                        known.getOrDefault(hop.server(), hop.server()),
                        hop.between()))
                .toList();
        List<HopEnd> ends = new ArrayList<>(known.values());
        with.withoutConfiguration(ends);
        List<String> remarks = new ArrayList<>(chain.remarks());
        with.ofProgram.values().forEach(several -> remarkOn(several, remarks));
        return new Chain(ends, hops, chain.rttSeconds(), remarks, chain.measured());
    }

    private HopEnd known(HopEnd end) {
        if (end.version() != null) {
            return end;
        }
        String program = program(end);
        List<SeenVersion> here = atAddresses.stream()
                .filter(one -> one.software().equals(program) && isOf(end, one.server()))
                .toList();
        SeenVersion only = only(here.isEmpty() ? ofProgram.getOrDefault(program, List.of()) : here);
        return only == null ? end : end.withVersion(only);
    }

    private static String program(HopEnd end) {
        return PART_OF.getOrDefault(end.software(), end.software());
    }

    /**
     * Whether the program of {@code end}'s configuration accepts connections at {@code server}. One that listens on every address
     * may be another than that which it connects to itself.
     */
    private boolean isOf(HopEnd end, @Nullable Endpoint server) {
        String address = String.valueOf(server);
        List<HopEnd> own = ends.stream()
                .filter(one -> one.place().file().equals(end.place().file())
                        && program(one).equals(program(end)))
                .toList();
        boolean isOthers = own.stream()
                .filter(one -> one.role() == Role.CLIENT)
                .anyMatch(one -> one.addresses().stream().anyMatch(target -> target.mayBe(address)));
        return !isOthers
                && own.stream()
                        .filter(one -> one.role() == Role.SERVER)
                        .anyMatch(one -> one.addresses().stream().anyMatch(listener -> listener.mayBe(address)));
    }

    /** What is most closely told, if all agree; null if they do not, or nothing is told. */
    private static @Nullable SeenVersion only(List<SeenVersion> some) {
        SeenVersion closest = null;
        for (SeenVersion one : some) {
            if (closest != null && !one.version().agreesWith(closest.version())) {
                return null;
            }
            closest = closest == null || one.version().isCloserThan(closest.version()) ? one : closest;
        }
        return closest;
    }

    /** A program that runs, though no configuration of it was read, is an end of which only its version is known. */
    private void withoutConfiguration(List<HopEnd> into) {
        ofProgram.forEach((software, some) -> {
            SeenVersion only = only(some);
            if (only != null
                    && !LIBRARIES.contains(software)
                    && ends.stream().noneMatch(end -> program(end).equals(software))) {
                Place place = new Place(only.file(), (int) Math.min(only.line(), Integer.MAX_VALUE), 0);
                into.add(new HopEnd(software, Role.SERVER, "", List.of(), List.of(), place).withVersion(only));
            }
        });
    }

    private static void remarkOn(List<SeenVersion> some, List<String> remarks) {
        if (only(some) == null) {
            String each = some.stream()
                    .collect(Collectors.toMap(
                            SeenVersion::version, SeenVersion::text, (first, next) -> first, LinkedHashMap::new))
                    .values()
                    .stream()
                    .limit(MOST_TOLD)
                    .collect(Collectors.joining(", "));
            remarks.add("several versions were seen of one program, so none of them is used: " + each);
        }
    }
}
