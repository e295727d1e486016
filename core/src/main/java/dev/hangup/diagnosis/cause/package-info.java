/** The causes: one class each, which weighs clues for and against itself in bits. */
@NullMarked
package dev.hangup.diagnosis.cause;

import org.jspecify.annotations.NullMarked;
