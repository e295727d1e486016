/** Segments to connections: follows every connection both ways in one pass and finds message boundaries. */
@NullMarked
package dev.hangup.connection;

import org.jspecify.annotations.NullMarked;
