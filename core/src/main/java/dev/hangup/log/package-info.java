/** Reads logs of proxies, servers and applications, recognised by their content, and tells which of their lines are failures. */
@NullMarked
package dev.hangup.log;

import org.jspecify.annotations.NullMarked;
