package dev.hangup.evidence;

import dev.hangup.Note;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps account of what could not be read, and why: a few notes per file, and how many more there were. Captures are read
 * on a thread of their own, so several threads may add.
 */
public final class Ledger {
    private static final int NOTES_PER_FILE = 5;

    private final List<Note> notes = new ArrayList<>();
    private final Map<String, Integer> perFile = new LinkedHashMap<>();

    /** Adds a note; beyond the first few of a file they are only counted. */
    public synchronized void add(String file, long offset, String what) {
        if (perFile.merge(file, 1, Integer::sum) <= NOTES_PER_FILE) {
            notes.add(new Note(file, offset, what));
        }
    }

    /** All notes kept, and one for every file of which some were not. */
    public synchronized List<Note> notes() {
        List<Note> all = new ArrayList<>(notes);
        perFile.forEach((file, count) -> {
            if (count > NOTES_PER_FILE) {
                all.add(new Note(file, -1, "and " + (count - NOTES_PER_FILE) + " more places like these"));
            }
        });
        return all;
    }
}
