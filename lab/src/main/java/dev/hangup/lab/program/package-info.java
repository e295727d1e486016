/** The servers, proxies and clients that scenarios use: real programs with their configurations. */
@NullMarked
package dev.hangup.lab.program;

import org.jspecify.annotations.NullMarked;
