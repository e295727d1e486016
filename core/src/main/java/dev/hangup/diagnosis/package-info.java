/** Connections to verdicts: is anybody hurt, what happened, why, who, and what would settle it. */
@NullMarked
package dev.hangup.diagnosis;

import org.jspecify.annotations.NullMarked;
