@NullMarked
package dev.hangup.lab.score;

import org.jspecify.annotations.NullMarked;
