/** Bytes to segments: pcap and pcapng, link layers, IP and TCP headers, through one reused cursor. */
@NullMarked
package dev.hangup.capture;

import org.jspecify.annotations.NullMarked;
