/** The shared vocabulary of all rooms, and {@link dev.hangup.Analysis}, which wires the rooms together. */
@NullMarked
package dev.hangup;

import org.jspecify.annotations.NullMarked;
