/**
 * Measures an endpoint over sockets of its own: HTTP client libraries hide what is measured here. One thread a connection,
 * so that each conversation reads from top to bottom; {@link dev.hangup.probe.Brake} and {@link dev.hangup.probe.Dialer}
 * keep all of them polite.
 */
@NullMarked
package dev.hangup.probe;

import org.jspecify.annotations.NullMarked;
