package dev.hangup.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The small real captures of the test resources; their README tells where they come from. */
public final class SampleCaptures {
    public static final List<String> NAMES = List.of(
            "nginx-fin-crosses-request",
            "firewall-rejects-by-icmp",
            "appliance-resets-late-request",
            "tls-client-rejects-certificate",
            "port-reused-in-time-wait");

    private SampleCaptures() {}

    /** The bytes of a capture: pcap, little-endian, microseconds, Ethernet. */
    public static byte[] bytes(String name) {
        try (InputStream in = SampleCaptures.class.getResourceAsStream("/captures/" + name + ".pcap")) {
            if (in == null) {
                throw new IllegalArgumentException("no capture named " + name);
            }
            return in.readAllBytes();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }
}
