/** Facts as data: timeout defaults with their sources, and the timers that have names. */
@NullMarked
package dev.hangup.knowledge;

import org.jspecify.annotations.NullMarked;
