package dev.hangup.measurement;

import java.util.List;

/**
 * The TLS of an endpoint.
 *
 * @param version such as {@code TLSv1.3}
 * @param names the names that its certificate is for (RFC 9525): those of subjectAltName
 * @param notBeforeSeconds the certificate is valid from here, in seconds since 1970
 * @param notAfterSeconds and until here
 * @param distrust why this machine does not trust the certificate for this name; empty when it does
 */
public record Tls(String version, List<String> names, long notBeforeSeconds, long notAfterSeconds, String distrust) {
    /** Copies the list. */
    public Tls {
        names = List.copyOf(names);
    }
}
