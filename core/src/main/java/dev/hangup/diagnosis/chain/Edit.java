package dev.hangup.diagnosis.chain;

import dev.hangup.config.Setting.Place;

/**
 * A change to a file that mends a weakness.
 *
 * @param place where the old text stands, or behind whose directive a new line goes
 * @param before what stands there
 * @param after what replaces it, or the line to insert
 * @param inserts whether {@code after} is a line of its own behind the old one
 */
public record Edit(Place place, String before, String after, boolean inserts) {}
