package dev.hangup.report;

/**
 * What one file said for a kernel.
 *
 * @param name as the user named it
 * @param text how much it held, and for a trace how its clock was set, for people
 */
public record KernelSummary(String name, String text) {}
