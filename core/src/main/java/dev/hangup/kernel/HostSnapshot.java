package dev.hangup.kernel;

import java.util.List;
import java.util.Map;

/**
 * Counters and listeners of one host at one moment; which host, it does not say.
 *
 * @param name the file, as the user named it
 * @param counters by the names of {@code nstat}, as {@code TcpExtListenOverflows}
 */
public record HostSnapshot(String name, Map<String, Counter> counters, List<Listener> listeners) {
    /** How often a full accept queue turned something away (LINUX_MIB_LISTENOVERFLOWS). */
    public static final String LISTEN_OVERFLOWS = "TcpExtListenOverflows";

    /** How often a listener turned something away, for that or another reason (LINUX_MIB_LISTENDROPS). */
    public static final String LISTEN_DROPS = "TcpExtListenDrops";
}
