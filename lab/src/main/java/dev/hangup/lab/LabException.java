package dev.hangup.lab;

/** Something in the lab did not work; the message is for the person who ran it. */
public class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what did not work. */
    public LabException(String message) {
        super(message);
    }

    /** Says what did not work, and what it came from. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
