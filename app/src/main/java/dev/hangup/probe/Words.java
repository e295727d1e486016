package dev.hangup.probe;

import java.io.IOException;
import java.net.NoRouteToHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection failed, in plain words. */
public final class Words {
    private Words() {}

    /** Such as {@code no route to it}. */
    public static String of(IOException failure) {
        @Nullable String message = failure.getMessage();
        if (failure instanceof SSLException) {
            return "TLS failed: " + message;
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to it";
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
