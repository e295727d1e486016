/**
 * The lab: stages failures between real programs in network namespaces, knows the truth of every connection, lets Hangup
 * explain the captures, and scores what it says.
 */
@NullMarked
package dev.hangup.lab;

import org.jspecify.annotations.NullMarked;
