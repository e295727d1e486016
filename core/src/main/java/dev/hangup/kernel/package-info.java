/** What a Linux kernel says itself: traces of the RSTs that it sent and got, its TCP counters, its listener queues. */
@NullMarked
package dev.hangup.kernel;

import org.jspecify.annotations.NullMarked;
