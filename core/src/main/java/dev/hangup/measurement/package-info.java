/** What was measured of an endpoint: plain records, filled by a prober and rendered by the report. */
@NullMarked
package dev.hangup.measurement;

import org.jspecify.annotations.NullMarked;
