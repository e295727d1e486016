@NullMarked
package dev.hangup.lab;

import org.jspecify.annotations.NullMarked;
