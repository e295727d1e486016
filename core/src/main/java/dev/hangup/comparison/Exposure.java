package dev.hangup.comparison;

/** What failures are counted against. */
public enum Exposure {
    /** Connections that were opened. */
    CONNECTIONS("connection", "connections"),
    /** Requests that were made. */
    REQUESTS("request", "requests"),
    /** Requests on a connection that had answered another one before. */
    REUSES("reuse", "reuses"),
    /** Requests aimed at the moment at which the endpoint closes. */
    AIMED("aimed request", "aimed requests"),
    /** Lines of an access log, one for each request. */
    LINES("line of access logs", "lines of access logs"),
    /** Hours that are covered. */
    HOURS("hour", "hours");

    private final String one;
    private final String many;

    Exposure(String one, String many) {
        this.one = one;
        this.many = many;
    }

    /** A single one in words. */
    public String one() {
        return one;
    }

    /** Several in words. */
    public String many() {
        return many;
    }

    /** Whether each of them is a trial that fails or does not; time is not. */
    boolean isCounted() {
        return this != HOURS;
    }
}
