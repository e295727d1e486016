/**
 * Loads an endpoint by an open loop: requests arrive at random and wait for nobody, on connections that are kept as the pools
 * of real clients keep them. One thread and one selector for all of them ({@link dev.hangup.provoke.load.Loader}); a second
 * one looks at the server beside it.
 */
@NullMarked
package dev.hangup.provoke.load;

import org.jspecify.annotations.NullMarked;
