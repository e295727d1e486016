package dev.hangup.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParserTest {
    private static final Endpoint SERVER = Endpoint.ofLiteral("10.77.9.3", 8080);
    private static final Endpoint CLIENT = Endpoint.ofLiteral("10.77.9.2", 43468);
    private static final String RESET = "tcp_send_reset: skbaddr=00000000e2481936 skaddr=00000000d0c5f0ba"
            + " src=10.77.9.3:8080 dest=10.77.9.2:43468 state=TCP_CLOSE reason=TCP_ABORT_ON_DATA";

    /** Of tracefs, with and without the flags, with the thread group; of perf script, with and without a count; of bpftrace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "         python3-27713   [001] ..s2.  1870.840969: " + RESET,
                "          <idle>-0     [000] 1870.840969: " + RESET,
                "   C2 CompilerThre-31711   (  31697) [001] ..s1.  1870.840969: " + RESET,
                "swapper     0 [001]  1870.840969: tcp:" + RESET,
                "nginx: worker 27781/27781 [000]  1870.840969000:          1 tcp:" + RESET,
                "1870840969000 " + RESET
            })
    void aResetIsReadInEveryForm(String line) {
        Traced traced = Traced.lines(line);

        assertThat(TraceParser.recognises(line + "\n")).isTrue();
        assertThat(traced.trace().sent(SERVER, CLIENT))
                .containsExactly(new ResetRecord(
                        1_870_840_969_000L, true, SERVER, CLIENT, "TCP_CLOSE", ResetReason.TCP_ABORT_ON_DATA, 1));
        assertThat(traced.damage).isEmpty();
    }

    /** As perf 6.1 printed it on Linux 6.18. */
    @Test
    void perfScriptPutsMoreBlanksAndNil() {
        String line = "         python3 12796 [001] 24856.347753513:    tcp:tcp_send_reset: skbaddr=0xffff888150788ae0"
                + " skaddr=(nil) src=127.0.0.1:9 dest=127.0.0.1:47704 state=UNKNOWN reason=NO_SOCKET";

        assertThat(TraceParser.recognises(line)).isTrue();
        assertThat(Traced.lines(line)
                        .trace()
                        .sent(Endpoint.ofLiteral("127.0.0.1", 9), Endpoint.ofLiteral("127.0.0.1", 47704)))
                .extracting(ResetRecord::reason)
                .containsExactly(ResetReason.NO_SOCKET);
    }

    @Test
    void olderKernelsNameTheEndsOtherwiseAndNoReason() {
        Traced traced =
                Traced.lines("  curl-26346 [001] .... 33819.317760: tcp_send_reset: skbaddr=0 skaddr=1 family=AF_INET"
                        + " sport=8080 dport=43468 saddr=10.77.9.3 daddr=10.77.9.2 saddrv6=::ffff:10.77.9.3"
                        + " daddrv6=::ffff:10.77.9.2 state=TCP_CLOSE");

        assertThat(traced.trace().sent(SERVER, CLIENT))
                .singleElement()
                .satisfies(reset -> assertThat(reset.reason()).isNull());
        assertThat(traced.trace().namesReasons()).isFalse();
    }

    @Test
    void mappedAndTrueIpv6AddressesAreReadAsWhatTheyAre() {
        Endpoint six = Endpoint.ofLiteral("2001:db8::1", 443);
        Endpoint other = Endpoint.ofLiteral("2001:db8::2", 50000);
        Traced traced = Traced.lines(
                "x-1 [000] ..... 1.000001: tcp_send_reset: src=[::ffff:10.77.9.3]:8080 dest=[::ffff:10.77.9.2]:43468"
                        + " state=TCP_CLOSE reason=TCP_STATE",
                "x-1 [000] ..... 1.000002: tcp_send_reset: src=[2001:db8::1]:443 dest=[2001:db8::2]:50000"
                        + " state=TCP_CLOSE reason=TCP_STATE",
                "x-1 [000] ..... 1.000003: tcp_receive_reset: family=AF_INET6 sport=50000 dport=443 saddr=0.0.0.0"
                        + " daddr=0.0.0.0 saddrv6=2001:db8::2 daddrv6=2001:db8::1 sock_cookie=1");

        assertThat(traced.trace().sent(SERVER, CLIENT)).hasSize(1);
        assertThat(traced.trace().sent(six, other)).hasSize(1);
        assertThat(traced.trace().tornDown(other, six)).hasSize(1);
        assertThat(traced.trace().resetsSent()).isEqualTo(2);
    }

    @Test
    void aListenersResetKeepsItsPortOnly() {
        Traced traced = Traced.lines(
                "x-1 [000] ..... 1.000001: tcp_send_reset: src=0.0.0.0:8080 dest=0.0.0.0:0 state=TCP_LISTEN"
                        + " reason=TCP_FLAGS",
                "x-1 [000] ..... 1.000002: tcp_send_reset: src=[::]:8080 dest=[::]:0 state=TCP_LISTEN"
                        + " reason=INVALID_SYN");

        assertThat(traced.trace().ofListener(8080))
                .extracting(ResetRecord::reason)
                .containsExactly(ResetReason.TCP_FLAGS, ResetReason.INVALID_SYN);
        assertThat(traced.trace().showsNoHost()).isTrue();
    }

    @Test
    void otherEventsTellWhichConnectionsTheKernelHas() {
        Traced traced = Traced.lines(
                "x-1 [001] .Ns2.  5.666703: inet_sock_set_state: family=AF_INET protocol=IPPROTO_TCP sport=8080"
                        + " dport=43468 saddr=10.77.9.3 daddr=10.77.9.2 saddrv6=::ffff:10.77.9.3"
                        + " daddrv6=::ffff:10.77.9.2 oldstate=TCP_SYN_RECV newstate=TCP_ESTABLISHED",
                "x-1 [001] .....  7.5: sched_switch: prev_comm=a next_comm=b");

        assertThat(traced.trace().shows(SERVER, CLIENT)).isTrue();
        assertThat(traced.trace().shows(CLIENT, SERVER)).isFalse();
        assertThat(traced.trace().showsHosts(SERVER, Endpoint.ofLiteral("10.77.9.2", 1)))
                .isTrue();
        assertThat(traced.trace().firstNanos()).isEqualTo(5_666_703_000L);
        assertThat(traced.trace().lastNanos()).isEqualTo(7_500_000_000L);
    }

    @Test
    void theHeaderSaysWhatToAddToTheClockAndHowManyEventsThereWere() {
        Traced whole = Traced.lines(
                "# wall = mono + 1795202977.767165",
                "# entries-in-buffer/entries-written: 1/1   #P:2",
                "x-1 [000] ..... 1.000001: " + RESET);
        Traced cut =
                Traced.lines("# entries-in-buffer/entries-written: 2/2   #P:2", "x-1 [000] ..... 1.000001: " + RESET);
        Traced overrun =
                Traced.lines("# entries-in-buffer/entries-written: 1/9   #P:2", "x-1 [000] ..... 1.000001: " + RESET);

        assertThat(whole.trace().wallOffsetNanos()).hasValue(1_795_202_977_767_165_000L);
        assertThat(whole.trace().isIncomplete()).isFalse();
        assertThat(cut.trace().isIncomplete()).isTrue();
        assertThat(overrun.trace().isIncomplete()).isTrue();
    }

    @Test
    void lostEventsAndDamagedLinesAreTold() {
        Traced traced = Traced.lines(
                "CPU:1 [LOST 123 EVENTS]",
                "x-1 [000] ..... tcp_send_reset: src=10.0.0.1:80 dest=10.0.0.2:5",
                "x-1 [000] ..... 2.5: tcp_send_reset: src=10.0.0.1:80 dest=10.0.0.2:99999 state=TCP_CLOSE",
                "x-1 [000] ..... 2.5: tcp_send_reset: src=10.0.0.1:80 dest=10.0.0.2:9 state=TCP_CLOSE reason=TCP_NEWER");

        assertThat(traced.damage)
                .containsExactly(
                        "1: the tracer lost events here",
                        "2: a reset without a time that can be read",
                        "3: a reset without two ends that can be read",
                        "4: a reset for a reason that is not known");
        assertThat(traced.trace().isIncomplete()).isTrue();
        assertThat(traced.trace().resets()).isEqualTo(1);
    }

    @Test
    void whatIsNoTraceIsNotTakenForOne() {
        assertThat(List.of(
                        "2026-11-21 17:38:00 ERROR connection reset by peer\n",
                        "10.0.0.1 - - [21/Nov/2026:17:38:00 +0000] \"GET / HTTP/1.1\" 200 1\n",
                        "# tracer\nsome notes\n",
                        ""))
                .noneMatch(TraceParser::recognises);
    }

    @Test
    void memoryIsBounded() {
        String[] lines = new String[KernelTrace.MOST_RESETS + 2];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "1." + i + ": tcp_send_reset: src=10.0.0.1:80 dest=10.1." + (i >> 16) + ".1:" + (i & 0xffff | 1);
        }
        Traced traced = Traced.lines(lines);

        assertThat(traced.trace().resets()).isEqualTo(KernelTrace.MOST_RESETS);
        assertThat(traced.trace().isIncomplete()).isTrue();
        assertThat(traced.damage).hasSize(1);
    }

    /** Cut anywhere, with any byte changed: no line throws, and what is told lies in the text. */
    @Property(tries = 500)
    void damageNeverThrows(
            @ForAll @IntRange(max = 12_000) int cut, @ForAll @IntRange(max = 12_000) int place, @ForAll char replaced) {
        String text = Traced.text("a2_nginx_fin_crosses_request");
        StringBuilder damaged = new StringBuilder(text.substring(Math.min(cut, text.length()) / 2));
        if (place < damaged.length()) {
            damaged.setCharAt(place, replaced);
        }
        String[] lines = damaged.toString().split("\n", -1);

        Traced traced = Traced.lines(lines);

        assertThat(traced.trace().resets()).isLessThanOrEqualTo(9);
        assertThat(traced.trace().ofListener(8080))
                .allSatisfy(reset -> assertThat(reset.line()).isBetween(1L, (long) lines.length));
    }

    @Property(tries = 1000)
    void anyLineIsRead(@ForAll String line) {
        String event = "9.5: tcp_send_reset: " + line;

        assertThat(Traced.lines(line, event, "# " + line, line + ": tcp_send_reset: ")
                        .trace()
                        .resets())
                .isLessThanOrEqualTo(2);
        TraceParser.recognises(line);
    }
}
