package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.LogCounts;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How many failures logs tell of, as a table with a bar for each row. */
final class CountsText {
    private static final int MOST_ROWS = 60;
    private static final int LONGEST_BAR = 40;

    private CountsText() {}

    static void write(Page page, LogCounts counts, List<CountedBy> by) {
        Map<List<String>, Integer> rows = CountedBy.count(counts, by);
        int most = rows.values().stream().mapToInt(count -> count).max().orElse(0);
        page.blank();
        page.line(new Span(
                "Failures by " + by.stream().map(CountedBy::text).collect(Collectors.joining(", ")), Style.BOLD));
        List<String> heads = new ArrayList<>(by.stream().map(CountedBy::text).toList());
        heads.add(">failures");
        heads.add("");
        Table table = new Table(heads.toArray(String[]::new));
        rows.entrySet().stream().limit(MOST_ROWS).forEach(row -> {
            List<String> cells = new ArrayList<>(row.getKey());
            cells.add(Quantity.count(row.getValue()));
            // Whatever happened at all is seen.
            cells.add("#".repeat((int) Math.ceil(LONGEST_BAR * (double) row.getValue() / most)));
            table.row(cells.toArray(String[]::new));
        });
        table.print(page, 2);
        if (rows.size() > MOST_ROWS) {
            page.line(Page.dim(
                    "  ... and " + Quantity.count(rows.size() - MOST_ROWS) + " more rows: --format csv has them all"));
        }
    }
}
