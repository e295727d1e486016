/** Opens what the user gives, recognises it by content, and keeps the ledger of what could not be read. */
@NullMarked
package dev.hangup.evidence;

import org.jspecify.annotations.NullMarked;
