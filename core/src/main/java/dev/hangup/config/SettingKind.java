package dev.hangup.config;

/** What a setting governs, whatever a program calls it. The unit of its amount is given with each. */
public enum SettingKind {
    /** Where the program accepts connections. */
    LISTEN(""),
    /** Where the program connects to. */
    UPSTREAM(""),
    /** How long a connection may be idle between requests before this end closes it; seconds, 0 for no reuse at all. */
    IDLE_TIMEOUT("idle"),
    /** How long a connection may be used in all; seconds. */
    LIFETIME("lifetime"),
    /** After how many requests a connection is closed; count. */
    MAX_REQUESTS("requests"),
    /** How long the header of a request may take; seconds. */
    HEADER_TIMEOUT("header"),
    /** How long opening a connection may take; seconds. */
    CONNECT_TIMEOUT("connect"),
    /** How long the other end may be silent within an exchange; seconds. */
    READ_TIMEOUT("read"),
    /** How many idle connections a pool keeps for reuse; count, 0 for none. */
    POOL_SIZE(""),
    /** Whether connections to the upstream are reused; 1 or 0. */
    REUSE(""),
    /** The version of HTTP spoken to the upstream. */
    HTTP_VERSION(""),
    /** The Connection header that is sent to the upstream. */
    CONNECTION_HEADER(""),
    /** How often a failed request is tried again; count, 0 for never. */
    RETRIES(""),
    /** After which failures a request is tried again. */
    RETRY_ON(""),
    /** That requests which may not be repeated are not tried again. */
    RETRY_GUARD(""),
    /** The wait between tries; seconds. */
    BACK_OFF(""),
    /** After how long without data TCP sends a keep-alive probe; seconds, infinite when it is off. */
    TCP_KEEPALIVE("tcp-keepalive"),
    /** How many connections may be open to one upstream; count. */
    MAX_CONNECTIONS(""),
    /** How many requests are under way at a time when there is most to do; count. */
    CONCURRENCY(""),
    /** For how long a resolved name is used; seconds. */
    DNS_TTL("");

    private final String timer;

    SettingKind(String timer) {
        this.timer = timer;
    }

    /** The name of its timer in the table of defaults; empty where that has none. */
    public String timer() {
        return timer;
    }
}
