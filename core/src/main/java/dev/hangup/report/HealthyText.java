package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The connections that hurt nobody, one line each, capture by capture. */
final class HealthyText {
    private HealthyText() {}

    static void write(Page page, Report report, List<Verdict> verdictsOnHealthy) {
        Map<String, List<Verdict>> healthy = new LinkedHashMap<>();
        for (Verdict verdict : verdictsOnHealthy) {
            healthy.computeIfAbsent(verdict.capture(), first -> new ArrayList<>())
                    .add(verdict);
        }
        healthy.forEach((capture, verdicts) -> {
            page.blank();
            page.hanging(
                    new Span("", Style.PLAIN),
                    Quantity.count(verdicts.size(), "healthy connection")
                            + (report.captures().size() > 1 ? " in " + capture : ""),
                    Style.BOLD);
            connections(page, verdicts);
        });
    }

    private static void connections(Page page, List<Verdict> verdicts) {
        Table table = new Table("client", "server", "protocol", ">asked", "ended by", "note");
        Map<String, Integer> notes = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            Connection connection = verdict.connection();
            List<String> remarks = new ArrayList<>();
            if (!verdict.remark().isEmpty()) {
                remarks.add(verdict.remark());
            }
            if (connection.encapsulation() != null) {
                remarks.add("inside " + connection.encapsulation());
            }
            table.row(
                    connection.client().endpoint().toString(),
                    connection.server().endpoint().toString(),
                    protocol(connection),
                    Integer.toString(connection.exchanges().requests()),
                    endedBy(verdict),
                    remarks.stream()
                            .map(remark -> "(" + notes.computeIfAbsent(remark, first -> notes.size() + 1) + ")")
                            .collect(Collectors.joining(" ")));
        }
        table.print(page, 2);
        notes.forEach((remark, number) -> page.hanging(Page.plain("  (" + number + ") "), remark, Style.PLAIN));
    }

    private static String endedBy(Verdict verdict) {
        Reset reset = verdict.connection().reset();
        if (verdict.connection().isClosed()) {
            return verdict.closedBy().text();
        }
        return reset == null ? "open" : reset.fromClient() ? "client" : "server";
    }

    private static String protocol(Connection connection) {
        return switch (connection.protocol()) {
            case NONE -> "-";
            case UNKNOWN -> "unknown";
            default -> Facts.spoken(connection);
        };
    }
}
