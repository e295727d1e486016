package dev.hangup.report;

/**
 * One log that was read.
 *
 * @param name as the user named it
 * @param written who wrote it: {@code nginx}, {@code nginx, application}
 * @param lines how many lines it has
 * @param failures how many failures it tells of
 */
public record LogFile(String name, String written, long lines, long failures) {}
