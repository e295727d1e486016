/** Two sets of evidence side by side: rates with their bounds, and whether they differ beyond chance. */
@NullMarked
package dev.hangup.comparison;

import org.jspecify.annotations.NullMarked;
