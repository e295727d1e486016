package dev.hangup.diagnosis;

import dev.hangup.script.Talk;
import java.util.function.Supplier;

/** At least one failure per cause, as the ends and the path would play it. */
@SuppressWarnings("ImmutableEnumChecker") // the stories are functions without state
enum FailingScript {
    REQUEST_CROSSES_FIN("keepalive-race", IdleStories::requestCrossesFin),
    REQUEST_LIES_UNREAD("keepalive-race", IdleStories::requestLiesUnreadWhenTheServerCloses),
    REQUEST_FOLLOWS_FIN("keepalive-race", IdleStories::requestFollowsAFinThatWasReceived),
    BOX_RESETS_REQUEST("idle-firewall-reset", IdleStories::boxResetsALateRequest),
    BOX_RESETS_IDLE("idle-firewall-reset", IdleStories::boxResetsAnIdleConnection),
    BOX_SWALLOWS_REQUEST("idle-firewall-drop", IdleStories::boxSwallowsALateRequest),
    HOST_REBOOTED("half-open", IdleStories::rebootedHostResetsALateRequest),
    LAST_REQUEST_PASSED("max-requests", IdleStories::requestIsPipelinedPastTheLastAnswer),
    SERVER_RELOADS("graceful-drain", IdleStories::serverReloadsWithARequestInFlight),
    SERVER_DIES("server-crash", IdleStories::serverDiesWithARequestInFlight),
    SERVER_RESTARTS("server-restart", IdleStories::serverRestartsWhileARequestIsOnItsWay),
    NOBODY_LISTENS("connection-refused", ConnectStories::nobodyListens),
    SYN_UNANSWERED("connect-timeout", ConnectStories::synIsNeverAnsweredAtTheClient),
    QUEUE_DROPS_SYN("accept-queue-overflow", ConnectStories::fullQueueDropsASyn),
    QUEUE_RESETS("accept-queue-overflow", ConnectStories::fullQueueResetsTheThirdSegment),
    QUEUE_REPEATS_SYN_ACK("accept-queue-overflow", ConnectStories::fullQueueRepeatsItsSynAck),
    SYN_CHALLENGED("port-reuse", ConnectStories::synMeetsAnOlderConnection),
    NO_DESCRIPTOR("fd-exhaustion", ConnectStories::acceptedConnectionIsClosedForWantOfADescriptor),
    TLS_REFUSED("tls-mismatch", ConnectStories::serverRefusesTheTlsHandshake),
    STREAMS_BEYOND_GOAWAY("http2-goaway", ConnectStories::streamsAreBeyondTheGoAway),
    BODY_UNREAD("unread-data-close", BusyStories::serverResetsWhileTheBodyIsArriving),
    APPLICATION_ABORTS("linger-abort", BusyStories::applicationAbortsARequestThatItHad),
    CLIENT_GIVES_UP("client-abort", BusyStories::clientGivesUpWaiting),
    CLIENT_CLOSES_MID_ANSWER("client-close-early", BusyStories::clientClosesWhileTheAnswerIsArriving),
    PROXY_GIVES_UP("proxy-upstream-timeout", BusyStories::proxyGivesUpOnItsUpstream),
    BALANCER_FINDS_IT_IDLE("lb-idle-timeout", BusyStories::balancerClosesWhileTheServerWorks),
    REQUEST_TOO_SLOW("server-header-timeout", BusyStories::requestDoesNotComeToItsEndInTime),
    RESET_FORGED("injected-rst", BusyStories::genuineDataFollowsAForgedReset),
    PATH_DIES("network-loss", PathStories::pathDiesInTheMiddleOfAConversation),
    PROBES_UNANSWERED("keepalive-timeout", PathStories::probesAreNotAnswered),
    LARGE_SEGMENTS_VANISH("mtu-blackhole", PathStories::largeSegmentsVanish),
    SEGMENT_UNTRANSLATED("conntrack-invalid", PathStories::untranslatedSegmentReachesTheClient);

    private final String cause;
    private final Supplier<Talk> story;

    FailingScript(String cause, Supplier<Talk> story) {
        this.cause = cause;
        this.story = story;
    }

    /** The cause that the script has in truth. */
    String cause() {
        return cause;
    }

    /** Plays it; the talk is the one that fails. */
    Talk play() {
        return story.get();
    }
}
