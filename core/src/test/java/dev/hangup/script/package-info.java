/**
 * Packet stories for tests, in the manner of packetdrill: who sends what when, with sequence numbers, acknowledgments,
 * TTLs, IPIDs and times filled in as the hosts and the place of the capture would have them.
 */
@NullMarked
package dev.hangup.script;

import org.jspecify.annotations.NullMarked;
