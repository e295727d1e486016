package dev.hangup.probe;

import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.measurement.ResetOrigin;
import dev.hangup.measurement.Tls;
import dev.hangup.probe.Plan.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What is asked of one address, in its order: the first connection goes ahead of all others, alone. */
final class Inquiry {
    private final Dialer dialer;
    private final Crew crew;
    private final InetSocketAddress address;
    private final Plan plan;
    private final List<Listener.Sample> samples = new ArrayList<>();
    private final List<Long> roundTrips = new ArrayList<>();
    private final List<HttpVersion> versions = new ArrayList<>();
    private final List<Listening> listening = new ArrayList<>();
    private String trouble = "";
    private boolean http2IsKept;
    private @Nullable LateRequests late;
    private @Nullable LateRequests lateHttp2;
    private @Nullable RequestLimit requestLimit;
    private @Nullable HeaderTimeout headerTimeout;
    private @Nullable ResetOrigin resetOrigin;

    Inquiry(Dialer dialer, Crew crew, Plan plan, InetSocketAddress address) {
        this.dialer = dialer;
        this.crew = crew;
        this.address = address;
        this.plan = plan;
    }

    Instance measure() {
        try {
            Listener.Opened first = FirstCall.open(dialer, address);
            versions.add(new HttpVersion(
                    "HTTP/1.1", true, "answered " + first.answer().status()));
            listen(first);
            comeLate(!first.answer().advertised().closes() && hasUnended());
        } catch (ProtocolException | SSLException notHttp1) {
            add(new HttpVersion("HTTP/1.1", false, Words.of(notHttp1)));
            if (plan.has(Part.VERSIONS)) {
                add(Dialects.http2(dialer, address, plan.listenNanos()));
                comeLate(false);
            }
        } catch (IOException failed) {
            tell(failed);
        }
        IOException refusal = dialer.refusal(address);
        if (refusal != null) {
            tell(refusal);
        }
        return instance();
    }

    /** Whether a connection outlived the listening, or nobody listened: then late requests show more. */
    private boolean hasUnended() {
        return samples.stream().anyMatch(sample -> sample.close() == null);
    }

    /** Late requests in each version of HTTP whose connections outlived the listening, at the same time. */
    private void comeLate(boolean http1IsKept) {
        if (!plan.has(Part.LATE)) {
            return;
        }
        Future<@Nullable LateRequests> newer = crew.start(() -> http2IsKept ? late(IdleCall::http2) : null);
        if (http1IsKept) {
            late = late(IdleCall::http1);
            walk(late);
        }
        lateHttp2 = Crew.await(newer);
    }

    private LateRequests late(IdleCall.Opener opener) {
        return new Latecomer(dialer, crew, address, opener).measure(plan.waitNanos());
    }

    private void walk(LateRequests requests) {
        LateRequest lost = requests.firstLost().orElse(null);
        if (lost == null || lost.reaction() != Reaction.RESET || !plan.has(Part.PATH)) {
            return;
        }
        if (TimeToLive.canBeSet()) {
            resetOrigin = new Walk(dialer, crew, address, lost.gapNanos()).measure(plan.hops());
        }
        if (resetOrigin == null && !dialer.brake().isPulled()) {
            trouble = "where the RST comes from stays open: that takes Linux, and the TTL of a socket";
        }
    }

    /** That nothing more was done once the brake was pulled is no trouble of the endpoint. */
    private void tell(IOException failure) {
        if (!dialer.brake().isPulled()) {
            trouble = Words.of(failure);
        }
    }

    private void listen(Listener.Opened first) {
        List<Future<Listener.Sample>> futures = new ArrayList<>();
        boolean keeps = !first.answer().advertised().closes();
        futures.add(crew.start(() -> Listener.listen(first, plan.listenNanos(), true)));
        for (int i = 1; i < plan.samples() && keeps; i++) {
            futures.add(crew.start(() -> Listener.listen(Listener.open(dialer, address), plan.listenNanos(), false)));
        }
        Future<@Nullable HttpVersion> http10 =
                crew.start(() -> plan.has(Part.VERSIONS) ? Dialects.http10(dialer, address) : null);
        Future<Dialects.@Nullable Http2Sample> http2 =
                crew.start(() -> plan.has(Part.VERSIONS) ? Dialects.http2(dialer, address, plan.listenNanos()) : null);
        Future<@Nullable RequestLimit> limit =
                crew.start(() -> plan.maxRequests() > 0 ? Limits.requests(dialer, address, plan.maxRequests()) : null);
        Future<@Nullable HeaderTimeout> header =
                crew.start(() -> plan.headerTimeout() ? Limits.header(dialer, address, plan.waitNanos()) : null);
        for (Future<Listener.Sample> future : futures) {
            try {
                samples.add(Crew.outcome(future));
            } catch (IOException failed) {
                tell(failed);
            }
        }
        if (keeps && plan.has(Part.IDLE)) {
            Listener.listening(samples).ifPresent(listening::add);
        }
        HttpVersion older = Crew.await(http10);
        if (older != null) {
            add(older);
        }
        Dialects.Http2Sample newer = Crew.await(http2);
        if (newer != null) {
            add(newer);
        }
        requestLimit = Crew.await(limit);
        headerTimeout = Crew.await(header);
    }

    /** That a version was not answered once the brake was pulled says nothing about the endpoint. */
    private void add(HttpVersion version) {
        if (version.spoken() || !dialer.brake().isPulled()) {
            versions.add(version);
        }
    }

    private void add(Dialects.Http2Sample sample) {
        add(sample.version());
        http2IsKept = sample.isKept();
        if (sample.roundTripNanos() > 0) {
            roundTrips.add(sample.roundTripNanos());
        }
        Close close = sample.close();
        if ((close != null || sample.openNanos() > 0) && plan.has(Part.IDLE)) {
            listening.add(new Listening(
                    "HTTP/2",
                    close == null ? List.of() : List.of(close),
                    close == null ? Interval.of(List.of(sample.openNanos())) : null));
        }
    }

    private Instance instance() {
        samples.stream().map(Listener.Sample::roundTripNanos).forEach(roundTrips::add);
        @Nullable
        Advertised advertised =
                samples.isEmpty() ? null : samples.get(0).answer().advertised();
        @Nullable Tls tls = samples.isEmpty() ? null : samples.get(0).tls();
        @Nullable
        Reaction afterClose = samples.stream()
                .map(Listener.Sample::afterClose)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Instance(
                Target.endpoint(address),
                trouble,
                roundTrips.isEmpty() ? null : Interval.of(roundTrips),
                advertised,
                versions.stream()
                        .sorted(Comparator.comparing(HttpVersion::name))
                        .toList(),
                tls,
                listening,
                late,
                lateHttp2,
                afterClose,
                requestLimit,
                headerTimeout,
                resetOrigin);
    }
}
