package dev.hangup.diagnosis.chain;

import dev.hangup.SeenVersion;
import dev.hangup.Version;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;

/** Whether an end that connects keeps connections for more than one request. */
enum Reuse {
    YES,
    NO,
    /** It is told to, in a way that has no effect. */
    ONCE_MENDED,
    /** nginx pools on its own since 1.29.7, and needed HTTP/1.1 and an empty Connection header before. */
    SINCE_NGINX_1_29_7;

    static final Version NGINX_POOLS = new Version(1, 29, 7);

    static Reuse of(HopEnd client) {
        Setting stated = client.setting(SettingKind.REUSE);
        if (stated != null) {
            return stated.amount() == 0 ? NO : YES;
        }
        Setting pool = client.setting(SettingKind.POOL_SIZE);
        if (pool != null && pool.amount() == 0) {
            return NO;
        }
        if (!client.software().equals("nginx")) {
            return YES;
        }
        if (client.scope().startsWith("proxy_pass ")) {
            return NO;
        }
        if (client.scope().isEmpty()) {
            // Of a chain as people state it, without the words of nginx.
            return YES;
        }
        if (pool != null && speaksPersistently(client)) {
            return YES;
        }
        SeenVersion seen = client.version();
        if (seen != null && seen.version().isAtLeast(NGINX_POOLS)) {
            return YES;
        }
        if (pool != null) {
            return ONCE_MENDED;
        }
        return seen != null && seen.version().isBefore(NGINX_POOLS) ? NO : SINCE_NGINX_1_29_7;
    }

    /** What nginx before 1.29.7 needs to leave an upstream's connection open: its defaults were HTTP/1.0 and close. */
    static boolean speaksPersistently(HopEnd client) {
        Setting version = client.setting(SettingKind.HTTP_VERSION);
        Setting header = client.setting(SettingKind.CONNECTION_HEADER);
        return version != null
                && !version.value().equals("1.0")
                && header != null
                && !header.value().equalsIgnoreCase("close");
    }
}
