package dev.hangup.measurement;

/**
 * Whether an endpoint speaks a version of HTTP.
 *
 * @param name {@code HTTP/1.0}, {@code HTTP/1.1}, {@code HTTP/2 by ALPN}, {@code HTTP/2 with prior knowledge}
 * @param spoken whether it does
 * @param detail what it answered, in plain words
 */
public record HttpVersion(String name, boolean spoken, String detail) {}
