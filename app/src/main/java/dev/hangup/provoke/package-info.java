/**
 * Provokes on purpose what hurts now and then: requests that meet the close of their idle connection. Connections are those
 * of {@link dev.hangup.probe}, with their politeness.
 */
@NullMarked
package dev.hangup.provoke;

import org.jspecify.annotations.NullMarked;
