package dev.hangup.log;

import dev.hangup.Endpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One failure that a log tells of. What the line does not say is null, empty or unknown. Header values, cookies and query
 * strings are left out.
 *
 * @param file the log, as the user named it
 * @param line the number of the line that it begins on, from 1
 * @param source what kind of program wrote it
 * @param time when
 * @param symptom what happened
 * @param phase how far it had come
 * @param peer which neighbour of the writer it happened with
 * @param said the words that decide, as logged, at most 200 characters
 * @param code the short code by which the writer's documentation knows it: {@code UF,URX}, {@code SH--}, {@code AH01102}
 * @param service who wrote it, by name
 * @param instance which one of them: a host, pod or process
 * @param peerName the neighbour as written: a service, an upstream's name, {@code host:port}
 * @param client the client's address on the failed connection or, for a proxy's line, on the connection to the proxy
 * @param local the writer's own address on the failed connection
 * @param remote the neighbour's address on the failed connection
 * @param method of the request
 * @param path of the request, without its query
 * @param status that the writer answered with; 0 if not said
 * @param upstreamStatuses that its upstreams answered with, one per try, as logged
 * @param duration from the request, or from the start of connecting, to the end
 * @param reuse whether the request went out on a connection used before
 * @param idle how long that connection had been idle before
 * @param transaction an id that other logs may have too: of the request, the transaction or the trace
 */
public record LogEvent(
        String file,
        long line,
        LogSource source,
        @Nullable LogTime time,
        Symptom symptom,
        Phase phase,
        Peer peer,
        String said,
        String code,
        String service,
        String instance,
        String peerName,
        @Nullable Endpoint client,
        @Nullable Endpoint local,
        @Nullable Endpoint remote,
        String method,
        String path,
        int status,
        List<String> upstreamStatuses,
        @Nullable Duration duration,
        Reuse reuse,
        @Nullable Duration idle,
        String transaction) {
    /** Who wrote it: the service, or the kind of program where it has no name. */
    public String writer() {
        return service.isEmpty() ? source.text() : service;
    }

    /** The same, with the address of the neighbour that it only names. */
    public LogEvent withRemote(Endpoint address) {
        return new LogEvent(
                file,
                line,
                source,
                time,
                symptom,
                phase,
                peer,
                said,
                code,
                service,
                instance,
                peerName,
                client,
                local,
                address,
                method,
                path,
                status,
                upstreamStatuses,
                duration,
                reuse,
                idle,
                transaction);
    }

    /** Collects what a line says. */
    static final class Builder {
        private static final int LONGEST_SAID = 200;

        private final String file;
        private final long line;
        private final LogSource source;
        private @Nullable LogTime time;
        private Symptom symptom = Symptom.UNDECIDABLE;
        private Phase phase = Phase.UNKNOWN;
        private Peer peer = Peer.UNKNOWN;
        private String said = "";
        private String code = "";
        private String service = "";
        private String instance = "";
        private String peerName = "";
        private @Nullable Endpoint client;
        private @Nullable Endpoint local;
        private @Nullable Endpoint remote;
        private String method = "";
        private String path = "";
        private int status;
        private List<String> upstreamStatuses = List.of();
        private @Nullable Duration duration;
        private Reuse reuse = Reuse.UNKNOWN;
        private @Nullable Duration idle;
        private String transaction = "";

        Builder(String file, long line, LogSource source) {
            this.file = file;
            this.line = line;
            this.source = source;
        }

        Builder time(@Nullable LogTime value) {
            time = value;
            return this;
        }

        Builder what(Symptom value, Phase in, Peer with) {
            symptom = value;
            phase = in;
            peer = with;
            return this;
        }

        /** The deciding words; a query string in them is the caller's to leave out. */
        Builder said(String words) {
            said = words.length() > LONGEST_SAID ? words.substring(0, LONGEST_SAID) : words;
            return this;
        }

        Builder code(String value) {
            code = value;
            return this;
        }

        Builder service(String value) {
            service = value;
            return this;
        }

        Builder instance(String value) {
            instance = value;
            return this;
        }

        Builder peerName(String value) {
            peerName = value;
            return this;
        }

        Builder client(@Nullable Endpoint value) {
            client = value;
            return this;
        }

        Builder local(@Nullable Endpoint value) {
            local = value;
            return this;
        }

        Builder remote(@Nullable Endpoint value) {
            remote = value;
            return this;
        }

        Builder request(String itsMethod, String itsTarget) {
            method = itsMethod;
            int query = itsTarget.indexOf('?');
            path = query < 0 ? itsTarget : itsTarget.substring(0, query);
            return this;
        }

        Builder status(int value) {
            status = value;
            return this;
        }

        Builder upstreamStatuses(List<String> values) {
            upstreamStatuses = List.copyOf(values);
            return this;
        }

        Builder duration(@Nullable Duration value) {
            duration = value;
            return this;
        }

        Builder reuse(Reuse value) {
            reuse = value;
            return this;
        }

        Builder idle(@Nullable Duration value) {
            idle = value;
            return this;
        }

        Builder transaction(String value) {
            transaction = value;
            return this;
        }

        LogEvent build() {
            return new LogEvent(
                    file,
                    line,
                    source,
                    time,
                    symptom,
                    phase,
                    peer,
                    said,
                    code,
                    service,
                    instance,
                    peerName,
                    client,
                    local,
                    remote,
                    method,
                    path,
                    status,
                    upstreamStatuses,
                    duration,
                    reuse,
                    idle,
                    transaction);
        }
    }
}
