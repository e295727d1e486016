package dev.hangup.report;

import dev.hangup.diagnosis.chain.Edit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Edits as a unified diff, as {@code patch -p0} reads it. Of two edits of one place the first counts. */
final class Patch {
    private static final int CONTEXT = 3;
    private static final String OPEN_END = "\n\\ No newline at end of file\n";

    /** What becomes of a line: other lines, or itself with lines behind it. */
    private record Change(int line, List<String> after) {}

    private Patch() {}

    /** The diff of every file that {@code edits} change; empty where none can be applied. */
    static String of(List<Edit> edits, Map<String, String> texts) {
        StringBuilder diff = new StringBuilder();
        edits.stream().map(edit -> edit.place().file()).distinct().sorted().forEach(file -> {
            String text = texts.get(file);
            if (text != null) {
                diff.append(of(file, text, edits));
            }
        });
        return diff.toString();
    }

    private static String of(String file, String text, List<Edit> edits) {
        List<String> lines = List.of(text.split("\n", -1));
        List<Change> changes = changes(file, lines, edits);
        if (changes.isEmpty()) {
            return "";
        }
        StringBuilder diff = new StringBuilder("--- " + file + "\n+++ " + file + "\n");
        int count = text.endsWith("\n") ? lines.size() - 1 : lines.size();
        boolean isOpen = !text.endsWith("\n");
        int grown = 0;
        for (int i = 0; i < changes.size(); ) {
            int first = i;
            while (i + 1 < changes.size()
                    && changes.get(i + 1).line() - changes.get(i).line() <= 2 * CONTEXT) {
                i++;
            }
            List<Change> near = changes.subList(first, ++i);
            grown += hunk(diff, near, lines, new Extent(count, isOpen, grown));
        }
        return diff.toString();
    }

    /**
     * Of a file, as far as its hunks were written.
     *
     * @param count how many lines it has
     * @param isOpen whether its last line ends without a newline
     * @param grown by how many lines the hunks before made it longer
     */
    private record Extent(int count, boolean isOpen, int grown) {}

    private static int hunk(StringBuilder diff, List<Change> changes, List<String> lines, Extent extent) {
        // As much before as behind, or patch takes the hunk for one at an end of the file.
        boolean beginsBehind =
                changes.get(0).after().get(0).equals(lines.get(changes.get(0).line()));
        int from = Math.max(0, changes.get(0).line() - CONTEXT + (beginsBehind ? 1 : 0));
        int to = Math.min(extent.count() - 1, changes.get(changes.size() - 1).line() + CONTEXT);
        StringBuilder body = new StringBuilder();
        int written = 0;
        int next = 0;
        for (int at = from; at <= to; at++) {
            String line = lines.get(at);
            String end = extent.isOpen() && at == extent.count() - 1 ? OPEN_END : "\n";
            if (next == changes.size() || changes.get(next).line() != at) {
                body.append(' ').append(line).append(end);
                written++;
                continue;
            }
            List<String> after = changes.get(next++).after();
            boolean stays = after.get(0).equals(line) && end.equals("\n");
            body.append(stays ? " " : "-").append(line).append(end);
            for (int i = stays ? 1 : 0; i < after.size(); i++) {
                body.append('+').append(after.get(i)).append(i == after.size() - 1 ? end : "\n");
            }
            written += after.size();
        }
        int old = to - from + 1;
        diff.append("@@ -").append(from + 1).append(',').append(old);
        diff.append(" +")
                .append(from + 1 + extent.grown())
                .append(',')
                .append(written)
                .append(" @@\n");
        diff.append(body);
        return written - old;
    }

    /** By line, from 0. Edits of one line are made from its end to its beginning, so that columns stay true. */
    private static List<Change> changes(String file, List<String> lines, List<Edit> edits) {
        Map<Integer, List<String>> changed = new TreeMap<>();
        Set<Object> done = new HashSet<>();
        edits.stream()
                .filter(edit -> edit.place().file().equals(file))
                .filter(edit -> done.add(edit.inserts() ? edit : edit.place()))
                .sorted((one, other) ->
                        Integer.compare(other.place().column(), one.place().column()))
                .forEach(edit -> apply(edit, lines, changed));
        List<Change> changes = new ArrayList<>();
        changed.forEach((line, after) -> changes.add(new Change(line, after)));
        return changes;
    }

    private static void apply(Edit edit, List<String> lines, Map<Integer, List<String>> changed) {
        int at = edit.place().line() - 1;
        if (at < 0 || at >= lines.size()) {
            return;
        }
        if (!edit.inserts()) {
            List<String> now = changed.computeIfAbsent(at, line -> new ArrayList<>(List.of(lines.get(line))));
            String line = now.get(0);
            int column = line.indexOf(edit.before(), Math.min(edit.place().column(), line.length()));
            if (column >= 0) {
                now.set(
                        0,
                        line.substring(0, column)
                                + edit.after()
                                + line.substring(column + edit.before().length()));
            } else if (now.size() == 1 && line.equals(lines.get(at))) {
                changed.remove(at);
            }
            return;
        }
        int from = edit.place().column();
        if (edit.after().endsWith(";")) {
            // A directive may go on for some lines.
            while (lines.get(at).indexOf(';', Math.min(from, lines.get(at).length())) < 0 && at + 1 < lines.size()) {
                at++;
                from = 0;
            }
        }
        insert(edit, at, from, lines, changed);
    }

    private static void insert(Edit edit, int at, int from, List<String> lines, Map<Integer, List<String>> changed) {
        String original = lines.get(at);
        List<String> now = changed.computeIfAbsent(at, line -> new ArrayList<>(List.of(original)));
        int end = edit.after().endsWith(";")
                ? original.indexOf(';', Math.min(from, original.length())) + 1
                : original.length();
        String rest = original.substring(end).strip();
        if (end > 0 && !rest.isEmpty() && !rest.startsWith("#")) {
            String line = now.get(0);
            now.set(0, line.substring(0, end) + " " + edit.after() + line.substring(end));
            return;
        }
        String indent = original.substring(
                0, original.length() - original.stripLeading().length());
        now.add(indent + edit.after() + (original.endsWith("\r") ? "\r" : ""));
    }
}
