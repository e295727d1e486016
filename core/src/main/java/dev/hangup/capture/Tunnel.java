package dev.hangup.capture;

/** What carries packets inside the packets of another network. */
public enum Tunnel {
    /** RFC 2003, and RFC 2473 over IPv6. */
    IP_IN_IP("IP-in-IP"),
    /** RFC 4213, and RFC 2473 over IPv6. */
    IPV6_IN_IP("IPv6-in-IP"),
    /** RFC 2784 and RFC 2890. */
    GRE("GRE"),
    /** Mirrored frames inside GRE (draft-foschiano-erspan-03). */
    ERSPAN("ERSPAN"),
    /** RFC 7348. */
    VXLAN("VXLAN"),
    /** RFC 8926. */
    GENEVE("Geneve"),
    /** 3GPP TS 29.281. */
    GTP_U("GTP-U");

    private final String text;

    Tunnel(String text) {
        this.text = text;
    }

    /** Its name, for people. */
    public String text() {
        return text;
    }
}
