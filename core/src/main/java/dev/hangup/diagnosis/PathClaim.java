package dev.hangup.diagnosis;

/** What a cause says about the path, and so what another capture of the same connection confirms or refutes. */
public enum PathClaim {
    /** Nothing that a capture elsewhere could show. */
    NONE,
    /** The RST was made on the path; its alleged sender never sent it, or meant another connection. */
    RESET_MADE_BETWEEN,
    /** The RST was sent by the end that it claims to come from. */
    RESET_SENT_BY_END,
    /** An address translator let segments through as they were, and the client's kernel reset a stranger. */
    UNTRANSLATED,
    /** What was not answered got lost on the path. */
    LOST_BETWEEN,
    /** What was not answered did arrive at the other end. */
    ARRIVED
}
