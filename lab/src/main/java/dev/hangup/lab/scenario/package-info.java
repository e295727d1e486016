/** What can be staged: one small class per scenario. */
@NullMarked
package dev.hangup.lab.scenario;

import org.jspecify.annotations.NullMarked;
