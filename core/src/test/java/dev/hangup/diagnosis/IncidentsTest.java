package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Incident.Share;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts with the same cause, server and culprit are one thing to repair. */
class IncidentsTest {
    private static final Endpoint OTHER_SERVER = Endpoint.ofLiteral("10.0.0.81", 80);

    private final Script script = Script.atClient();

    private static List<Incident> incidents(Script script) {
        Followed followed = script.follow();
        Incidents incidents = new Incidents();
        for (Connection connection : followed.connections()) {
            incidents.add(followed.verdict(connection));
        }
        return incidents.byCost();
    }

    private void race(Talk talk) {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
    }

    private Talk toOtherServer(int port) {
        return script.talk(Endpoint.ofLiteral("10.0.0.9", port), OTHER_SERVER);
    }

    @Test
    void failuresOfOneServerByOneCauseAreOneIncident() {
        race(script.talk());
        race(script.talk());
        race(toOtherServer(1000));
        race(script.talk());
        List<Incident> incidents = incidents(script);

        assertThat(incidents).hasSize(2);
        assertThat(incidents.get(0).connections()).isEqualTo(3);
        assertThat(incidents.get(0).requestsLost()).isEqualTo(3);
        assertThat(incidents.get(0).clients()).containsExactly("10.0.0.7");
        assertThat(incidents.get(0).failedAt().size()).isEqualTo(3);
        assertThat(incidents.get(0).firstNanos()).isLessThan(incidents.get(0).lastNanos());
        assertThat(incidents.get(1).connections()).isEqualTo(1);
        assertThat(incidents.get(1).clients()).containsExactly("10.0.0.9");
    }

    @Test
    void incidentsAreBoundedHoweverManyServersFail() {
        int more = 5;
        for (int i = 0; i < Incidents.MOST + more; i++) {
            String host = (i >> 8) + "." + (i & 0xff);
            Talk refused =
                    script.talk(Endpoint.ofLiteral("10.1." + host, 40_000), Endpoint.ofLiteral("10.2." + host, 80));
            refused.client.syn();
            refused.server.refuses();
        }
        Followed followed = script.follow();
        Incidents incidents = new Incidents();
        followed.connections().forEach(connection -> incidents.add(followed.verdict(connection)));
        incidents.add(followed.verdict(followed.connections().get(0)));

        assertThat(incidents.byCost()).hasSize(Incidents.MOST + 1);
        assertThat(incidents.byCost().get(0).isOfManyServers()).isTrue();
        assertThat(incidents.byCost().get(0).connections()).isEqualTo(more);
        assertThat(incidents.byCost().get(1).connections()).isEqualTo(2);
        assertThat(incidents.takenTogether()).isEqualTo(more);
    }

    @Test
    void healthyConnectionsAreNoIncident() {
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello")).closeByClient();

        assertThat(incidents(script)).isEmpty();
    }

    @Test
    void incidentsAreSortedByTheRequestsThatTheyCost() {
        Talk one = toOtherServer(1000);
        race(one);
        Talk three = script.talk().handshake();
        three.client.sends(Http.get("/1") + Http.get("/2") + Http.get("/3"));
        script.arrive();
        three.server.ack();
        script.pause(ofMillis(500));
        three.server.reset();
        List<Incident> incidents = incidents(script);

        assertThat(incidents).extracting(Incident::requestsLost).containsExactly(3L, 1L);
    }

    @Test
    void connectionThatFailedBeforeItsFirstRequestCostsOneRequest() {
        Talk refused = script.talk();
        refused.client.syn();
        script.arrive();
        refused.server.refuses();

        assertThat(incidents(script)).extracting(Incident::requestsLost).containsExactly(1L);
    }

    @Test
    void variantsOfOneCauseAreIncidentsOfTheirOwn() {
        race(script.talk());
        Talk ignored = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        ignored.server.fin();
        script.arrive();
        ignored.client.ack();
        script.pause(ofSeconds(1));
        ignored.client.sends(Http.get("/late"));
        script.arrive();
        ignored.server.bareReset();

        assertThat(incidents(script))
                .extracting(incident -> incident.typical().variant())
                .containsExactlyInAnyOrder("fin-cross", "fin-ignored");
    }

    @Test
    void surestVerdictIsTheTypicalOne() {
        for (int i = 0; i < 4; i++) {
            race(script.talk());
        }
        Incident incident = incidents(script).get(0);

        assertThat(incident.verdicts())
                .extracting(Verdict::confidence)
                .allMatch(confidence -> confidence <= incident.typical().confidence());
    }

    @Test
    void hugeIncidentCountsAllAndKeepsTheFirst() {
        race(script.talk());
        Followed followed = script.follow();
        Verdict verdict = followed.verdict(followed.connections().get(0));
        Incidents incidents = new Incidents();
        int kept = Share.WHOLE.verdicts();
        int many = 3 * kept;
        for (int i = 0; i < many; i++) {
            incidents.add(verdict);
        }
        Incident incident = incidents.byCost().get(0);

        assertThat(incident.connections()).isEqualTo(many);
        assertThat(incident.requestsLost()).isEqualTo(many);
        assertThat(incident.failedAt().perBucket(incident.firstNanos(), 1, 1)).containsExactly(many);
        assertThat(incident.verdicts()).hasSize(kept);
        assertThat(incident.hasMoreClients()).isFalse();
    }

    @Test
    void incidentsOfManyServersShareTheRoomThatThereIs() {
        int servers = 600;
        int each = 12;
        for (int i = 0; i < servers * each; i++) {
            int server = i % servers;
            race(script.talk(
                    Endpoint.ofLiteral("10.0.0.9", 1000 + i),
                    Endpoint.ofLiteral("10.2." + (server >> 8) + "." + (server & 0xff), 80)));
        }
        List<Incident> incidents = incidents(script);

        assertThat(incidents).hasSize(servers).allMatch(incident -> incident.connections() == each);
        assertThat(incidents).noneMatch(incident -> incident.verdicts().isEmpty());
        assertThat(incidents.get(0).verdicts()).hasSizeLessThan(each);
        assertThat(incidents.stream().mapToLong(Incident::bytes).sum()).isLessThan(Incidents.MOST_BYTES);
    }

    @Test
    void incidentSaysWhetherItKnowsOfMoreClientsThanItKeeps() {
        Share two = new Share(2, 2, 64);
        for (int i = 0; i < 3; i++) {
            race(script.talk(Endpoint.ofLiteral("10.0.0." + i, 1000), OTHER_SERVER));
            race(script.talk(Endpoint.ofLiteral("10.0.0." + i, 1001), OTHER_SERVER));
        }
        Followed followed = script.follow();
        List<Verdict> verdicts =
                followed.connections().stream().map(followed::verdict).toList();
        Incident incident = new Incident(verdicts.get(0), false);
        verdicts.subList(0, 4).forEach(verdict -> incident.add(verdict, two));
        assertThat(incident.clients()).containsExactly("10.0.0.0", "10.0.0.1");
        assertThat(incident.hasMoreClients()).isFalse();

        incident.add(verdicts.get(4), two);
        assertThat(incident.clients()).containsExactly("10.0.0.0", "10.0.0.1");
        assertThat(incident.hasMoreClients()).isTrue();
    }
}
