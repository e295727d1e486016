package dev.hangup.knowledge;

/**
 * What some versions of a software do otherwise than others.
 *
 * @param software as the table of defaults names it
 * @param from the first version that does; {@code 0} for the first of all
 * @param before the first that does no longer; empty where none is known
 * @param what they do, as a clause whose subject is the software
 * @param source where it was read
 */
public record VersionChange(String software, String from, String before, String what, String source) {}
