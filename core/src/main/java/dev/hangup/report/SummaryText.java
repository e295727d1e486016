package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was read, how much of it failed, and what was measured on the side. */
final class SummaryText {
    private static final int MOST_CAPTURES = 10;
    private static final int MOST_SERVERS = 5;
    private static final int MOST_KERNELS = 3;

    private final Page page;
    private final Report report;
    private final Sightings sightings;
    private final String filter;

    SummaryText(Page page, Report report, Sightings sightings, String filter) {
        this.page = page;
        this.report = report;
        this.sightings = sightings;
        this.filter = filter;
    }

    void write() {
        long packets = packets();
        long failures = report.failures();
        int files = report.captures().stream()
                .mapToInt(capture -> capture.parts().size())
                .sum();
        String read = Quantity.count(report.captures().size(), "capture")
                + (files > report.captures().size() ? " in " + Quantity.count(files, "file") : "")
                + ", " + Quantity.count(packets, "packet")
                + ", " + Quantity.count(report.connections(), "connection");
        if (failures == 0) {
            page.hanging(Page.plain(""), read, Style.BOLD);
            unharmed();
        } else {
            page.hanging(
                    Page.plain(""),
                    read + ": " + failed(failures) + ", " + Quantity.count(Math.max(0, report.connections() - failures))
                            + " healthy",
                    Style.BOLD);
        }
        if (report.ignoredFiles() > 0) {
            page.line(Page.dim(
                    Quantity.count(report.ignoredFiles(), "other file") + " in the folders: no evidence, not read"));
        }
        kernel();
        report.captures().stream().filter(capture -> capture.parts().size() > 1).forEach(this::rotated);
        if (report.captures().size() > 1) {
            captures();
        }
    }

    private void kernel() {
        List<KernelSummary> said = report.kernel();
        said.stream()
                .limit(MOST_KERNELS)
                .forEach(one -> page.hanging(Page.dim(""), "kernel: " + one.name() + ": " + one.text(), Style.DIM));
        if (said.size() > MOST_KERNELS) {
            page.line(Page.dim("kernel: " + Quantity.count(said.size() - MOST_KERNELS, "more file")));
        }
    }

    private void rotated(CaptureSummary capture) {
        int last = capture.parts().size() - 1;
        page.hanging(
                Page.dim(""),
                capture.name() + " goes on in " + capture.parts().get(last).name()
                        + (last > 1 ? " and " + Quantity.count(last - 1, "file") + " before that" : "")
                        + "; frames are counted on, as in what mergecap makes of them",
                Style.DIM);
    }

    private String failed(long failures) {
        String lost = Quantity.count(sightings.distinctLost(), "request") + " lost";
        if (sightings.distinctFailures() == failures) {
            return Quantity.count(failures) + " failed, " + lost;
        }
        return Quantity.count(failures) + " failed (" + Quantity.count(sightings.distinctFailures()) + " distinct), "
                + lost;
    }

    private void unharmed() {
        long connections = report.connections();
        String answer = connections == 0
                ? noConnection()
                : "Nobody was hurt: no request was lost on " + Quantity.count(connections, "connection") + ".";
        page.hanging(Page.plain(""), answer, Style.PLAIN);
    }

    /** Why there is none: the filter, or packets that are no TCP or no link layer of their kind, or none at all. */
    private String noConnection() {
        if (report.connectionsSeen() > 0) {
            return "No connection fits " + filter + ", of " + Quantity.count(report.connectionsSeen(), "connection")
                    + " in it.";
        }
        boolean unread = packets() > 0 && report.captures().stream().allMatch(capture -> capture.segments() == 0);
        return "There was no TCP connection in it"
                + (unread
                        ? ": not one of " + Quantity.count(packets(), "packet") + " could be read as TCP over IP"
                        : "")
                + ".";
    }

    private long packets() {
        return report.captures().stream().mapToLong(CaptureSummary::packets).sum();
    }

    private void captures() {
        page.blank();
        String folder = commonFolder();
        if (!folder.isEmpty()) {
            page.hanging(Page.dim("  in "), folder, Style.DIM);
        }
        Map<String, Integer> failing = new HashMap<>();
        report.incidents()
                .forEach(incident -> incident.connectionsByCapture()
                        .forEach((capture, connections) -> failing.merge(capture, connections, Integer::sum)));
        List<CaptureSummary> worstFirst = new ArrayList<>(report.captures());
        if (worstFirst.size() > MOST_CAPTURES) {
            worstFirst.sort((one, other) ->
                    Integer.compare(failing.getOrDefault(other.name(), 0), failing.getOrDefault(one.name(), 0)));
        }
        Table table = new Table("capture", ">packets", ">connections", ">failed", "taken at");
        worstFirst.stream()
                .limit(MOST_CAPTURES)
                .forEach(capture -> table.row(
                        capture.name().substring(folder.length()),
                        Quantity.count(capture.packets()),
                        Quantity.count(capture.connections()),
                        Quantity.count(failing.getOrDefault(capture.name(), 0)),
                        capture.vantage().name().toLowerCase(Locale.ROOT)));
        table.print(page, 2);
        int more = worstFirst.size() - MOST_CAPTURES;
        if (more > 0) {
            page.line(Page.dim("  ... and " + Quantity.count(more) + " more"));
        }
    }

    /** The folder that all captures lie in, with the slash at its end; empty if there is none. */
    private String commonFolder() {
        String folder = null;
        for (CaptureSummary capture : report.captures()) {
            String own = capture.name().substring(0, capture.name().lastIndexOf('/') + 1);
            while (folder != null && !own.startsWith(folder)) {
                folder = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
            }
            folder = folder == null ? own : folder;
        }
        return folder == null || folder.equals("/") ? "" : folder;
    }

    /** The incidents at a glance. */
    void overview(List<Sightings.Sighting> shown) {
        page.blank();
        Table table = new Table(">no", ">lost", "cause", ">sure", "next move", "parties");
        for (Sightings.Sighting sighting : shown) {
            Verdict typical = sighting.best().typical();
            table.row(
                    Integer.toString(sighting.number()),
                    Quantity.count(sighting.best().requestsLost()),
                    IncidentText.title(typical),
                    typical.cause().equals(Verdict.UNKNOWN) ? "open" : Facts.percent(typical.confidence()),
                    typical.culprit().text(),
                    Facts.parties(sighting.best()));
        }
        table.print(page, 2);
    }

    /** After how long idle the servers hang up. */
    void idleTimeouts() {
        List<CaptureSummary.Server> servers = report.captures().stream()
                .flatMap(capture -> capture.servers().stream())
                .filter(server -> server.idleTimeout().isKnown())
                .sorted((one, other) -> Integer.compare(
                        other.idleTimeout().count(), one.idleTimeout().count()))
                .toList();
        if (servers.isEmpty()) {
            return;
        }
        page.blank();
        page.line(new Span("Idle timeouts measured", Style.BOLD));
        Table table = new Table("server", ">connections", "closes idle connections after");
        servers.stream()
                .limit(MOST_SERVERS)
                .forEach(server -> table.row(
                        server.endpoint(),
                        Quantity.count(server.connections()),
                        Facts.idleTimeout(server.idleTimeout())));
        table.print(page, 2);
    }
}
