package dev.hangup.diagnosis;

/** How it is known that lines of several services are about one request; the surest way first. */
public enum FollowedBy {
    /** They share an id, and each names the next as its peer. */
    ID("by id"),
    /** They share an id; who is behind whom is told by the times, as what fails behind is logged earlier if the clocks agree. */
    ID_AND_TIME("by id, in the order of the times"),
    /** The one names the other as its peer, and only these two fit by the time. */
    ADDRESS_AND_TIME("by address and time"),
    /** They have method and path in common, and only these two fit by the time. */
    REQUEST_LINE_AND_TIME("by request line and time");

    private final String text;

    FollowedBy(String text) {
        this.text = text;
    }

    /** For people: {@code by address and time}. */
    public String text() {
        return text;
    }

    /** Whether the lines share an id. */
    boolean isById() {
        return this == ID || this == ID_AND_TIME;
    }

    /** The less sure of two. */
    FollowedBy or(FollowedBy other) {
        return compareTo(other) < 0 ? other : this;
    }
}
