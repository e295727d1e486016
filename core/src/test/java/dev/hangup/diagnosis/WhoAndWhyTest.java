package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.connection.Vantage;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who must change something and who hung up are other questions than why; each has its own answer and confidence. */
class WhoAndWhyTest {
    @ParameterizedTest
    @CsvSource({
        "REQUEST_CROSSES_FIN, SERVER, SERVER",
        "REQUEST_LIES_UNREAD, SERVER, SERVER",
        "REQUEST_FOLLOWS_FIN, SERVER, SERVER",
        "BOX_RESETS_REQUEST, MIDDLEBOX, MIDDLEBOX",
        "BOX_RESETS_IDLE, MIDDLEBOX, MIDDLEBOX",
        "BOX_SWALLOWS_REQUEST, MIDDLEBOX, NONE",
        "HOST_REBOOTED, SERVER, SERVER",
        "LAST_REQUEST_PASSED, SERVER, SERVER",
        "SERVER_RELOADS, SERVER, SERVER",
        "SERVER_DIES, SERVER, SERVER",
        "SERVER_RESTARTS, SERVER, SERVER",
        "NOBODY_LISTENS, SERVER, NONE",
        "SYN_UNANSWERED, NETWORK, NONE",
        "QUEUE_DROPS_SYN, SERVER, NONE",
        "QUEUE_RESETS, SERVER, SERVER",
        "QUEUE_REPEATS_SYN_ACK, SERVER, NONE",
        "SYN_CHALLENGED, MIDDLEBOX, NONE",
        "NO_DESCRIPTOR, SERVER, SERVER",
        "TLS_REFUSED, SERVER, SERVER",
        "STREAMS_BEYOND_GOAWAY, SERVER, SERVER",
        "BODY_UNREAD, SERVER, SERVER",
        "APPLICATION_ABORTS, SERVER, SERVER",
        "CLIENT_GIVES_UP, CLIENT, CLIENT",
        "CLIENT_CLOSES_MID_ANSWER, CLIENT, CLIENT",
        "REQUEST_TOO_SLOW, CLIENT, SERVER",
        "RESET_FORGED, MIDDLEBOX, MIDDLEBOX",
        "PATH_DIES, NETWORK, NONE",
        "PROBES_UNANSWERED, NETWORK, CLIENT",
        "LARGE_SEGMENTS_VANISH, NETWORK, NONE",
        // The server's kernel, whose connection the client's RST to the stranger had ended, answers the late request.
        "SEGMENT_UNTRANSLATED, MIDDLEBOX, SERVER"
    })
    void culpritAndWhoHungUp(FailingScript script, Party culprit, Party closedBy) {
        Verdict verdict = script.play().verdict();

        assertThat(verdict.culprit()).isEqualTo(culprit);
        assertThat(verdict.closedBy()).isEqualTo(closedBy);
    }

    @Test
    void whoIsTheSumOfAllCausesThatPointToTheSameParty() {
        Verdict verdict = BusyStories.applicationAbortsARequestThatItHad().verdict();

        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.culpritConfidence()).isGreaterThan(verdict.confidence() + 0.05);
    }

    /** Where no router is between client and capture, it may be a bridge that was captured on, and a box behind it. */
    @Test
    void rebootAndForgetfulBoxAreAPairAtTheServerWhereTheCaptureMayBeOnABridge() {
        Script bridged = Script.atServer().withoutRouters();
        Talk talk = bridged.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        bridged.pause(ofSeconds(200));
        talk.client.sends(Http.get("/late"));
        bridged.arrive();
        talk.server.bareReset();
        Verdict near = talk.verdict();
        Verdict routed = IdleStories.rebootedHostResetsALateRequest().verdict();

        assertThat(near.vantage()).isEqualTo(Vantage.SERVER);
        assertThat(routed.vantage()).isEqualTo(Vantage.SERVER);
        assertThat(near.candidates()).extracting(Candidate::cause).contains("half-open", "idle-firewall-reset");
        assertThat(near.candidates())
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP));
        assertThat(routed.confidence()).isGreaterThan(Judge.PAIR_CAP);
    }

    /** A first request that is reset: the packets do not say whether the application had read it. */
    @Test
    void wantOfADescriptorAndAnAbortAreAPair() {
        Verdict verdict =
                ConnectStories.acceptedConnectionIsClosedForWantOfADescriptor().verdict();

        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("fd-exhaustion", "linger-abort");
        assertThat(verdict.candidates())
                .filteredOn(candidate -> candidate.cause().equals("fd-exhaustion")
                        || candidate.cause().equals("linger-abort"))
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP));
    }

    /** Crash or drain cannot be told apart from outside; that it was the server is certain all the same. */
    @ParameterizedTest
    @EnumSource(names = {"SERVER_RELOADS", "SERVER_DIES"})
    void capOfAPairThatPointsToOnePartyDoesNotLowerWho(FailingScript script) {
        Verdict verdict = script.play().verdict();

        assertThat(verdict.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP);
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.culpritConfidence()).isGreaterThan(0.9);
    }

    @Test
    void refusalIsTheServersOnlyWhereItsTtlCanBeCompared() {
        Talk alone = ConnectStories.nobodyListens();
        Script script = Script.atClient();
        script.talk().handshake();
        Talk compared = script.talk();
        compared.client.syn();
        script.arrive();
        compared.server.refuses();

        assertThat(alone.verdict().culpritConfidence()).isLessThan(0.7);
        assertThat(compared.verdict().culpritConfidence()).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "MIDDLE"})
    void synThatIsNotAnsweredMayBeAFullQueueUnlessOneStandsAtTheServer(Vantage vantage) {
        Script script = Script.at(vantage);
        script.talk().handshake();
        script.talk().handshake();
        Talk talk = ConnectStories.synIsNeverAnswered(script);
        Verdict verdict = talk.verdict();

        assertThat(verdict.vantage()).isEqualTo(vantage);
        assertThat(verdict.candidates())
                .extracting(Candidate::cause)
                .contains("connect-timeout", "accept-queue-overflow");
        assertThat(verdict.candidates())
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP));
        assertThat(verdict.settle()).isNotEmpty();
    }

    /** Its own firewall drops SYNs where a capture has seen them already. */
    @Test
    void atTheServerTheFullQueueIsNotSureUntilItsKernelIsAsked() {
        Verdict verdict = ConnectStories.fullQueueDropsASyn().verdict();

        assertThat(verdict.cause()).isEqualTo("accept-queue-overflow");
        assertThat(verdict.confidence()).isEqualTo(Judge.PAIR_CAP);
        assertThat(verdict.settle()).anySatisfy(command -> assertThat(command).contains("TcpExtListenOverflows"));
    }

    @Test
    void lonelySynIsCappedAsOneOfAPair() {
        assertThat(ConnectStories.synIsNeverAnsweredAtTheClient().verdict().confidence())
                .isEqualTo(Judge.PAIR_CAP);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "MIDDLE"})
    void rebootAndForgetfulBoxWithEqualTtlAreAPair(Vantage vantage) {
        Verdict verdict = IdleStories.rebootedHostResetsALateRequest(vantage).verdict();

        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("half-open", "idle-firewall-reset");
        assertThat(verdict.candidates())
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP));
        assertThat(verdict.settle()).anyMatch(command -> command.startsWith("at the server: tcpdump"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 90})
    void silenceAfterIdlenessWithoutANewConnectionIsAPair(int idleSeconds) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(idleSeconds));
        talk.client.sends(Http.get("/late")).lost();
        PathStories.repeatsInVain(script, talk, 7);
        Verdict verdict = talk.verdict();

        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("idle-firewall-drop", "network-loss");
        assertThat(verdict.candidates())
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP));
    }

    @Test
    void silenceAfterTheIdleLimitOfAKnownBoxIsStillCapped() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(350));
        talk.client.sends(Http.get("/late")).lost();
        PathStories.repeatsInVain(script, talk, 7);

        assertThat(talk.verdict().cause()).isEqualTo("idle-firewall-drop");
        assertThat(talk.verdict().confidence()).isEqualTo(0.70);
    }

    @Test
    void capsAreThoseThatTheDesignPromises() {
        assertThat(Judge.PAIR_CAP).isEqualTo(0.70);
        assertThat(Judge.CEILING).isEqualTo(0.98);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER_RELOADS", "SERVER_DIES"})
    void crashAndDrainAreAPair(FailingScript script) {
        Verdict verdict = script.play().verdict();

        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("server-crash", "graceful-drain");
        assertThat(verdict.candidates())
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP));
        assertThat(verdict.settle()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSurerThanTheCeiling(FailingScript script) {
        Verdict verdict = script.play().verdict();

        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.98);
        assertThat(verdict.culpritConfidence()).isLessThanOrEqualTo(0.98);
        assertThat(verdict.candidates()).extracting(Candidate::confidence).allMatch(confidence -> confidence <= 0.98);
    }

    /** One connection among many living ones was closed without an answer, and nothing tells why. */
    @Test
    void causeIsUnknownWhereNoneIsLikelyEnough() {
        Script script = Script.atClient();
        for (int i = 0; i < 7; i++) {
            inTls(script);
        }
        Talk talk = inTls(script);
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(400));
        talk.closeByServer();
        inTls(script);
        Verdict verdict = talk.verdict();

        assertThat(verdict.isFailure()).isTrue();
        assertThat(verdict.cause()).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict.culprit()).as("who closed is certain").isEqualTo(Party.SERVER);
        assertThat(verdict.closedBy()).isEqualTo(Party.SERVER);
        assertThat(verdict.candidates())
                .isNotEmpty()
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThan(Judge.FLOOR));
        assertThat(verdict.remedies()).isEmpty();
        assertThat(verdict.settle()).as("what would settle it").isNotEmpty();
        assertThat(verdict.variant()).isEmpty();
    }

    private static Talk inTls(Script script) {
        Talk talk = script.talk().handshake().exchange(Tls.clientHelloHttp1(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        return talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
    }

    @Test
    void withoutAnyClueMostCausesAreUnknown() {
        Talk talk = IdleStories.requestLiesUnreadWhenTheServerCloses();
        Followed followed = talk.script().follow();
        Verdict verdict =
                new Judge("script", followed.surroundings(), EnumSet.allOf(ClueKind.class)).judge(followed.of(talk));

        assertThat(verdict.cause()).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict.candidates()).allSatisfy(candidate -> {
            assertThat(candidate.bits()).isZero();
            assertThat(candidate.clues()).isEmpty();
        });
        assertThat(verdict.confidence()).isCloseTo(verdict.candidates().get(0).confidence(), within(1e-9));
    }
}
