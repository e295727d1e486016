package dev.hangup.connection;

import java.nio.charset.StandardCharsets;

/** Compares bytes of a packet with known words, which are bytes too: nothing is made into a string on the way. */
final class Ascii {
    private Ascii() {}

    /** The bytes of {@code word}. */
    static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the {@code length} bytes from {@code at} begin with {@code word}. */
    static boolean starts(byte[] text, int at, int length, byte[] word) {
        if (length < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (text[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code lowerCase} stands at {@code at}, in upper or lower case. */
    static boolean matches(byte[] text, int at, byte[] lowerCase) {
        for (int i = 0; i < lowerCase.length; i++) {
            int letter = text[at + i];
            if ((letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where {@code lowerCase} first stands in {@code [from, to)}, in upper or lower case; -1 if nowhere. */
    static int indexOf(byte[] text, int from, int to, byte[] lowerCase) {
        int first = lowerCase[0] | 0x20;
        for (int i = from; i + lowerCase.length <= to; i++) {
            if ((text[i] | 0x20) == first && matches(text, i, lowerCase)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether {@code lowerCase} stands anywhere in {@code [from, to)}, in upper or lower case. */
    static boolean contains(byte[] text, int from, int to, byte[] lowerCase) {
        return indexOf(text, from, to, lowerCase) >= 0;
    }
}
