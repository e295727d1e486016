/** Holds the verdicts to the captures of {@code cases/}: as they are, rewritten, and against tshark. */
@NullMarked
package dev.hangup.cases;

import org.jspecify.annotations.NullMarked;
