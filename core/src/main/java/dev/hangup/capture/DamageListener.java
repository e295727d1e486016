package dev.hangup.capture;

/** Is told about bytes of a capture that could not be read. Reading goes on after each call. */
@FunctionalInterface
public interface DamageListener {
    /**
     * Something could not be read.
     *
     * @param offset where, in bytes from the start of the file
     * @param what what is wrong there, in plain words without a full stop
     */
    void damaged(long offset, String what);
}
