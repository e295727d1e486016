package dev.hangup;

/**
 * Something that could not be read.
 *
 * @param file the file as the user named it; {@code -} for standard input
 * @param offset where, in bytes from the start of the file; -1 for the file as a whole
 * @param what what is wrong, in plain words without a full stop
 */
public record Note(String file, long offset, String what) {
    /** One line for people. */
    public String text() {
        return file + (offset < 0 ? ": " : ": byte " + offset + ": ") + what;
    }
}
