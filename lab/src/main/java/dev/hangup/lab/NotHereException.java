package dev.hangup.lab;

/** This machine, or this user on it, cannot stage what was asked for; trying again would not help. */
public final class NotHereException extends LabException {
    private static final long serialVersionUID = 1L;

    NotHereException(String message, Throwable cause) {
        super(message, cause);
    }
}
