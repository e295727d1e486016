/** Chains of hops as they are configured, and the rules that find what will hurt in them. */
@NullMarked
package dev.hangup.diagnosis.chain;

import org.jspecify.annotations.NullMarked;
