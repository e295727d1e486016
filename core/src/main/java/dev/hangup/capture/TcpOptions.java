package dev.hangup.capture;

/** The options of a TCP header (RFC 9293 section 3.1): a kind each, and but for two kinds a length and a value. */
final class TcpOptions {
    private static final int END_OF_LIST = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final int MAXIMUM_SEGMENT_SIZE_LENGTH = 4;
    private static final int KIND_AND_LENGTH = 2;

    private TcpOptions() {}

    /** The value of the option of this name in the options from {@code at} to {@code end}; 0 if it is not there. */
    static int maximumSegmentSize(byte[] bytes, int at, int end) {
        int option = at;
        while (end - option >= KIND_AND_LENGTH && bytes[option] != END_OF_LIST) {
            int kind = bytes[option];
            int length = kind == NO_OPERATION ? 1 : Bytes.u8(bytes, option + 1);
            if (length == 0) {
                break;
            }
            if (kind == MAXIMUM_SEGMENT_SIZE && length == MAXIMUM_SEGMENT_SIZE_LENGTH && end - option >= length) {
                return Bytes.u16(bytes, option + KIND_AND_LENGTH);
            }
            option += length;
        }
        return 0;
    }
}
