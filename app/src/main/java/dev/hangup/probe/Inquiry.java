package dev.hangup.probe;

import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What is asked of one address, in its order: the first connection goes ahead of all others, alone. */
final class Inquiry {
    private final Dialer dialer;
    private final Crew crew;
    private final InetSocketAddress address;
    private final Plan plan;
    private final List<Listener.Sample> samples = new ArrayList<>();
    private final List<HttpVersion> versions = new ArrayList<>();
    private final List<Listening> listening = new ArrayList<>();
    private String trouble = "";
    private @Nullable LateRequests late;

    Inquiry(Dialer dialer, Crew crew, InetSocketAddress address) {
        this.dialer = dialer;
        this.crew = crew;
        this.address = address;
        plan = dialer.plan();
    }

    Instance measure() {
        try {
            Listener.Opened first = Listener.open(dialer, address);
            versions.add(new HttpVersion(
                    "HTTP/1.1", true, "answered " + first.answer().status()));
            listen(first);
        } catch (IOException failed) {
            tell(failed);
        }
        return instance();
    }

    /** That nothing more was done once the brake was pulled is no trouble of the endpoint. */
    private void tell(IOException failure) {
        if (!dialer.brake().isPulled()) {
            trouble = Words.of(failure);
        }
    }

    private void listen(Listener.Opened first) {
        List<Future<Listener.Sample>> futures = new ArrayList<>();
        futures.add(crew.start(() -> Listener.listen(dialer, first, true)));
        for (int i = 1; i < plan.samples() && !first.answer().advertised().closes(); i++) {
            futures.add(crew.start(() -> Listener.listen(dialer, Listener.open(dialer, address), false)));
        }
        for (Future<Listener.Sample> future : futures) {
            try {
                samples.add(Crew.outcome(future));
            } catch (IOException failed) {
                tell(failed);
            }
        }
        if (!first.answer().advertised().closes()) {
            listening.add(listening());
        }
    }

    private Listening listening() {
        List<Close> closes = samples.stream()
                .map(Listener.Sample::close)
                .filter(Objects::nonNull)
                .toList();
        List<Long> open = samples.stream()
                .filter(sample -> sample.close() == null)
                .map(Listener.Sample::openNanos)
                .toList();
        return new Listening("HTTP/1.1", closes, open.isEmpty() ? null : Interval.of(open));
    }

    private Instance instance() {
        List<Long> roundTrips =
                samples.stream().map(Listener.Sample::roundTripNanos).toList();
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
                versions,
                tls,
                listening,
                late,
                afterClose,
                null,
                null,
                null);
    }
}
