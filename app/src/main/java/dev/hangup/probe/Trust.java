package dev.hangup.probe;

import dev.hangup.measurement.Tls;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Looks at certificates. A connection is measured whatever its certificate, as nothing secret is sent on it; whether this
 * machine trusts it is told.
 */
public final class Trust {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private Trust() {}

    /** Takes any certificate, and the engine's word that it needs no further check. */
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The client's side of TLS, offering {@code protocols} by ALPN; each time a full handshake. */
    public static SSLEngine engine(Target target, List<String> protocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
            SSLEngine engine = context.createSSLEngine(target.host(), target.port());
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(protocols.toArray(new String[0]));
            engine.setSSLParameters(parameters);
            return engine;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this Java has no TLS", broken);
        }
    }

    /** What the handshake showed. */
    static Tls describe(SSLSession session, String host) {
        try {
            X509Certificate[] chain = Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            List<String> names = names(chain[0]);
            return new Tls(
                    session.getProtocol(),
                    names,
                    chain[0].getNotBefore().toInstant().getEpochSecond(),
                    chain[0].getNotAfter().toInstant().getEpochSecond(),
                    distrust(chain, names, host));
        } catch (SSLPeerUnverifiedException anonymous) {
            return new Tls(session.getProtocol(), List.of(), 0, 0, "it showed no certificate");
        }
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            @Nullable Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> one : alternatives) {
                    int kind = (Integer) one.get(0);
                    if (kind == DNS_NAME || kind == IP_ADDRESS) {
                        names.add((String) one.get(1));
                    }
                }
            }
        } catch (CertificateException damaged) {
            // Then it has no names that anybody could check.
        }
        return names;
    }

    private static String distrust(X509Certificate[] chain, List<String> names, String host) {
        List<String> reasons = new ArrayList<>();
        try {
            chain[0].checkValidity();
        } catch (CertificateException outside) {
            reasons.add("it is not valid now");
        }
        if (names.stream().noneMatch(name -> matches(name, host))) {
            reasons.add("it is not for " + host);
        }
        if (!isSignedBySomebodyTrusted(chain)) {
            reasons.add("no authority that this Java trusts signed it");
        }
        return String.join("; ", reasons);
    }

    private static boolean isSignedBySomebodyTrusted(X509Certificate[] chain) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    x509.checkServerTrusted(chain, "UNKNOWN");
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException distrusted) {
            return false;
        }
    }

    /** RFC 9525 section 6.3: a {@code *} stands for the whole leftmost label. */
    static boolean matches(String name, String host) {
        String presented = name.toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT);
        if (presented.equals(wanted)) {
            return true;
        }
        int dot = wanted.indexOf('.');
        return presented.startsWith("*.") && dot > 0 && presented.substring(1).equals(wanted.substring(dot));
    }
}
