package dev.hangup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An IP address and a TCP port. The address is kept as the 128 bits of an IPv6 address; an IPv4 address stands in its
 * IPv4-mapped form ({@code ::ffff:a.b.c.d}, RFC 4291 section 2.5.5.2).
 *
 * @param high the upper 64 bits of the address
 * @param low the lower 64 bits of the address
 * @param port the TCP port, 0 to 65535
 */
public record Endpoint(long high, long low, int port) implements Comparable<Endpoint> {
    /** There is no TCP port beyond. */
    public static final int HIGHEST_PORT = 65_535;

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";
    private static final long MAPPED_PREFIX = 0xffff_0000_0000L;
    private static final long MAPPED_MASK = 0xffff_ffff_0000_0000L;

    /** The lower half of an IPv4 address in IPv4-mapped form; the upper half is zero. */
    public static long mappedIpv4(int address) {
        return MAPPED_PREFIX | (address & 0xffff_ffffL);
    }

    /** Whether the address is an IPv4 address. */
    public boolean isIpv4() {
        return high == 0 && (low & MAPPED_MASK) == MAPPED_PREFIX;
    }

    /** Whether the address is the unspecified one, which stands for all of a host: {@code 0.0.0.0} or {@code ::}. */
    public boolean isUnspecified() {
        return high == 0 && (low == 0 || low == MAPPED_PREFIX);
    }

    /** The host alone: the same address with port 0. */
    public Endpoint host() {
        return new Endpoint(high, low, 0);
    }

    /** The address without the port, in the usual text form (RFC 5952 for IPv6). */
    public String address() {
        if (isIpv4()) {
            return ((low >> 24) & 0xff) + "." + ((low >> 16) & 0xff) + "." + ((low >> 8) & 0xff) + "." + (low & 0xff);
        }
        return Ipv6Text.of(high, low);
    }

    /** {@code 10.1.1.2:40000}, or {@code [2001:db8::1]:443}. */
    @Override
    public String toString() {
        return isIpv4() ? address() + ":" + port : "[" + address() + "]:" + port;
    }

    /**
     * Written out, as what a record has of its own is linked when it is first called, which takes milliseconds, and is slow
     * under the first compiler.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint endpoint
                && endpoint.low == low
                && endpoint.high == high
                && endpoint.port == port;
    }

    /** Written out, for the same reasons. */
    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + port;
    }

    @Override
    public int compareTo(Endpoint other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low);
        }
        return order == 0 ? Integer.compare(port, other.port) : order;
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 0xffff || isBracketed != host.contains(":")) {
            throw new IllegalArgumentException("not an address and port: " + text);
        }
        return ofLiteral(isBracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
    }

    /**
     * Reads an address literal as a user types it; never asks a name server.
     *
     * @throws IllegalArgumentException when {@code text} is not an IPv4 or IPv6 address literal
     */
    public static Endpoint ofLiteral(String text, int port) {
        boolean ipv4 = text.matches(IPV4);
        if (!ipv4 && !text.matches("[0-9a-fA-F]*:[0-9a-fA-F:]*(:" + IPV4 + ")?")) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        try {
            byte[] bytes = InetAddress.getByName(ipv4 ? text : "[" + text + "]").getAddress();
            long high = 0;
            long low = 0;
            for (int i = 0; i < bytes.length; i++) {
                high = bytes.length == 16 ? high << 8 | low >>> 56 : 0;
                low = low << 8 | (bytes[i] & 0xff);
            }
            return bytes.length == 4 ? new Endpoint(0, mappedIpv4((int) low), port) : new Endpoint(high, low, port);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an IP address: " + text, notAnAddress);
        }
    }
}
