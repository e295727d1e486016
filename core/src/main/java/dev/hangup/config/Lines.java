package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.Arrays;

/** Tells in which line of a text a character stands. */
final class Lines {
    private final Source source;
    private final int[] starts;

    Lines(Source source) {
        this.source = source;
        String text = source.text();
        int[] found = new int[16];
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = at + 1;
        }
        starts = Arrays.copyOf(found, count);
    }

    Place place(int offset) {
        int at = Arrays.binarySearch(starts, offset);
        int index = at >= 0 ? at : -at - 2;
        return source.place(index + 1, offset - starts[index]);
    }
}
