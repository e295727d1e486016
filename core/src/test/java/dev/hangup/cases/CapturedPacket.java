package dev.hangup.cases;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One packet of a {@link CaptureFile}.
 *
 * @param originalLength how long it was on the wire
 * @param bytes what was captured of it; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // packets are not compared
record CapturedPacket(long timeNanos, int originalLength, byte[] bytes) {
    CapturedPacket at(long nanos) {
        return new CapturedPacket(nanos, originalLength, bytes);
    }

    /** With other bytes, which may be more or fewer. */
    CapturedPacket with(byte[] others) {
        return new CapturedPacket(timeNanos, originalLength + others.length - bytes.length, others);
    }

    /** As if captured with this snapshot length. */
    CapturedPacket cutTo(int snaplen) {
        return bytes.length <= snaplen
                ? this
                : new CapturedPacket(timeNanos, originalLength, Arrays.copyOf(bytes, snaplen));
    }

    /** With its bytes edited in place, on a copy. */
    CapturedPacket edited(Consumer<byte[]> edit) {
        byte[] copy = bytes.clone();
        edit.accept(copy);
        return with(copy);
    }
}
