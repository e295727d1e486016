package dev.hangup.probe;

import org.jspecify.annotations.Nullable;

/** The name by which whoever runs an endpoint sees who measured it (RFC 9110 section 10.1.5). */
final class UserAgent {
    static final String TEXT = "hangup-probe/" + version();

    private UserAgent() {}

    private static String version() {
        @Nullable String version = UserAgent.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }
}
