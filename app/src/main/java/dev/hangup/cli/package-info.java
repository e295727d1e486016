/** The command line: what the user types, and what comes back. */
@NullMarked
package dev.hangup.cli;

import org.jspecify.annotations.NullMarked;
