package dev.hangup.diagnosis;

import dev.hangup.connection.Vantage;

/** Commands that bring the evidence which is missing. */
public final class Settle {
    private Settle() {}

    /** Capture where this capture was not taken. */
    public static String captureAtOtherSide(Case failure) {
        String where = otherSide(failure) == Vantage.CLIENT ? "client" : "server";
        return "at the " + where + ": tcpdump -i any -s 96 -U -w " + where + ".pcap 'host "
                + (where.equals("server")
                        ? failure.connection().client().endpoint().address()
                        : failure.connection().server().endpoint().address())
                + " and port " + failure.connection().server().endpoint().port() + "'";
    }

    /** Where this capture was not taken. */
    static Vantage otherSide(Case failure) {
        return failure.vantage() == Vantage.SERVER ? Vantage.CLIENT : Vantage.SERVER;
    }

    /** Ask the server's kernel why it sent its RSTs. */
    public static String resetReasons() {
        return "at the server: perf record -a -e tcp:tcp_send_reset -e tcp:tcp_receive_reset, then perf script > resets.txt,"
                + " and explain it beside the capture (Linux 6.10 or later names the reason; no event for this RST means that"
                + " another box sent it)";
    }

    /** Ask the server's listener queue. */
    public static String listenQueue(Case failure) {
        return "at the server: nstat -az TcpExtListenOverflows TcpExtListenDrops; ss -ltn 'sport = :"
                + failure.connection().server().endpoint().port() + "'";
    }

    /** Capture where a log was written, the hop that it tells of. */
    public static String captureAtWriter(LogCase failure) {
        String peer = failure.peer();
        int port = peer.lastIndexOf(':');
        boolean hasPort = port > 0 && port < peer.length() - 1;
        String filter = !hasPort
                ? "tcp"
                : "host " + peer.substring(0, port).replace("[", "").replace("]", "") + " and port "
                        + peer.substring(port + 1);
        return "on the host of " + LogClues.writer(failure) + ": tcpdump -i any -s 200 -U -w hop.pcap '" + filter
                + "', and explain it beside the logs";
    }

    /** Ask the peer's listener queue. */
    public static String listenQueue(LogCase failure) {
        return "at " + LogClues.peer(failure) + ": nstat -az TcpExtListenOverflows TcpExtListenDrops; ss -ltn";
    }

    /** Ask whether the server process ended. */
    public static String serverLife() {
        return "at the server: journalctl -k -S -1h | grep -i -E 'oom|killed'; the process's start time and exit code";
    }
}
