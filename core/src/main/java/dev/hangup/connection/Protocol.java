package dev.hangup.connection;

/** What a connection speaks, told from its first bytes, never from its port. */
public enum Protocol {
    /** No payload seen. */
    NONE("no payload"),
    /** Something that is not recognised: boundaries are told by turn-taking. */
    UNKNOWN("an unrecognised protocol"),
    /** HTTP/1.0 or HTTP/1.1 in clear (RFC 9112). */
    HTTP1("HTTP/1"),
    /** HTTP/2 in clear, with prior knowledge (RFC 9113 section 3.3). */
    HTTP2("HTTP/2"),
    /** TLS, whatever is inside. */
    TLS("TLS"),
    /** The rest is told by {@link Greeting}. */
    AMQP("AMQP"),
    FASTCGI("FastCGI"),
    FTP("FTP"),
    IMAP("IMAP"),
    KAFKA("Kafka"),
    MQTT("MQTT"),
    MYSQL("MySQL"),
    POP3("POP3"),
    POSTGRESQL("PostgreSQL"),
    REDIS("Redis"),
    SMTP("SMTP"),
    SSH("SSH");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
