/** One report model, many renderers: text for people, JSON for programs. */
@NullMarked
package dev.hangup.report;

import org.jspecify.annotations.NullMarked;
