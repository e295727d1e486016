/** What each step from bytes to verdicts costs. */
@NullMarked
package dev.hangup.bench;

import org.jspecify.annotations.NullMarked;
