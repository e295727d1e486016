/** How right the verdicts are on captures whose truth is known. */
@NullMarked
package dev.hangup.lab.score;

import org.jspecify.annotations.NullMarked;
