/** Runs the program against real servers in namespaces of the lab. */
@NullMarked
package dev.hangup.staged;

import org.jspecify.annotations.NullMarked;
