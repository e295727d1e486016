package dev.hangup.report;

import java.io.PrintStream;

/** stub. */
public final class TextReport {
    public TextReport(PrintStream out, boolean c, int w, boolean all) {}

    public void write(Report r) {}
}
