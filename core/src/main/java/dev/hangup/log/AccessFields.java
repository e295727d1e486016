package dev.hangup.log;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a line of nginx's access log says, by the names of nginx's variables (ngx_http_upstream.c, ngx_http_variables.c), under
 * whatever names the line has them.
 */
final class AccessFields {
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("us", "upstream_status"),
            Map.entry("ups_status", "upstream_status"),
            Map.entry("uct", "upstream_connect_time"),
            Map.entry("uht", "upstream_header_time"),
            Map.entry("urt", "upstream_response_time"),
            Map.entry("upstream_time", "upstream_response_time"),
            Map.entry("ups_resp_time", "upstream_response_time"),
            Map.entry("rt", "request_time"),
            Map.entry("upstream", "upstream_addr"),
            Map.entry("uaddr", "upstream_addr"),
            Map.entry("ups_addr", "upstream_addr"),
            Map.entry("req_id", "request_id"),
            Map.entry("x_request_id", "http_x_request_id"),
            Map.entry("client", "remote_addr"),
            Map.entry("remote_ip", "remote_addr"),
            Map.entry("method", "request_method"),
            Map.entry("uri", "request_uri"),
            Map.entry("path", "request_uri"),
            Map.entry("http_status", "status"),
            Map.entry("response_code", "status"),
            Map.entry("timestamp", "time_iso8601"),
            Map.entry("@timestamp", "time_iso8601"),
            Map.entry("time", "time_iso8601"),
            Map.entry("ts", "msec"));

    private final Map<String, String> values;

    private AccessFields(Map<String, String> values) {
        this.values = values;
    }

    static AccessFields of(Map<String, String> values) {
        Map<String, String> known = new HashMap<>();
        values.forEach((name, value) -> {
            String plain = name.startsWith("nginx.") ? name.substring(6) : name;
            // "ua" is a user agent's name in some logs, and an upstream's address in others.
            if (plain.equals("ua") && !HostPort.isAddress(firstOf(value)) && !values.containsKey("us")) {
                return;
            }
            String variable = plain.equals("ua") ? "upstream_addr" : ALIASES.getOrDefault(plain, plain);
            known.putIfAbsent(variable, value.strip());
        });
        return new AccessFields(known);
    }

    private static String firstOf(String list) {
        int end = list.indexOf(',');
        return end < 0 ? list : list.substring(0, end);
    }

    /** Whether the line has it; a variable without a value is {@code -}. */
    boolean has(String variable) {
        return values.containsKey(variable);
    }

    /** The value; empty if the line does not have it or the variable has none. */
    String get(String variable) {
        String value = values.getOrDefault(variable, "");
        return value.equals("-") ? "" : value;
    }

    /** One value for each try of an upstream; nginx sets commas between tries and colons after an internal redirect. */
    String[] tries(String variable) {
        String value = values.getOrDefault(variable, "");
        return value.isEmpty() ? new String[0] : value.split("(?:, ?| : )");
    }

    int status() {
        return number(get("status"));
    }

    @Nullable
    LogTime time() {
        for (String variable : new String[] {"time_iso8601", "time_local"}) {
            LogTime time = LogTimes.find(get(variable));
            if (time != null) {
                return time;
            }
        }
        LogTime time = LogTimes.epoch(get("msec"));
        return time != null ? time : LogTimes.epoch(get("time_iso8601"));
    }

    @Nullable
    Duration duration() {
        return seconds(get("request_time"));
    }

    /** A whole number of at most three digits; 0 for anything else. */
    static int number(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 2) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Seconds with a fraction, as nginx writes them; null for anything else. */
    static @Nullable Duration seconds(String text) {
        if (text.isEmpty() || text.length() > 15 || text.charAt(0) < '0' || text.charAt(0) > '9') {
            return null;
        }
        try {
            return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValue());
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
