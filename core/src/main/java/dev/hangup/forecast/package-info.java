/** How many requests a day will meet the idle close of their server, from the idle gaps that were seen. */
@NullMarked
package dev.hangup.forecast;

import org.jspecify.annotations.NullMarked;
