package dev.hangup.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes: Ingress with annotations of ingress-nginx and of the AWS load balancer controller, the ConfigMap of
 * ingress-nginx, and the annotations with which a Service asks a cloud for a load balancer.
 */
final class KubernetesConfig implements TreeFormat.Kind {
    private static final Pattern MARKS =
            Pattern.compile("(?m)\"?kind\"?\\s*:\\s*\"?(?:Ingress|ConfigMap|Service|List|ServiceList|IngressList)\\b");

    private static final Pattern API = Pattern.compile("(?m)\"?apiVersion\"?\\s*:");
    private static final String NGINX = "nginx.ingress.kubernetes.io/";
    private static final String SERVICE = "service.beta.kubernetes.io/";
    private static final Pattern ALB_IDLE = Pattern.compile("idle_timeout\\.timeout_seconds=(\\d{1,6})");
    private static final Pattern NLB_IDLE = Pattern.compile("tcp\\.idle_timeout\\.seconds=(\\d{1,6})");

    private static final Map<String, SettingKind> OF_SERVER = Map.of(
            "keep-alive", SettingKind.IDLE_TIMEOUT,
            "keep-alive-requests", SettingKind.MAX_REQUESTS,
            "client-header-timeout", SettingKind.HEADER_TIMEOUT);

    private static final Map<String, SettingKind> OF_CLIENT = Map.of(
            "upstream-keepalive-timeout", SettingKind.IDLE_TIMEOUT,
            "upstream-keepalive-requests", SettingKind.MAX_REQUESTS,
            "upstream-keepalive-connections", SettingKind.POOL_SIZE,
            "upstream-keepalive-time", SettingKind.LIFETIME,
            "proxy-connect-timeout", SettingKind.CONNECT_TIMEOUT,
            "proxy-read-timeout", SettingKind.READ_TIMEOUT,
            "proxy-next-upstream", SettingKind.RETRY_ON,
            "proxy-next-upstream-tries", SettingKind.RETRIES);

    @Override
    public boolean recognises(String beginning) {
        return API.matcher(beginning).find() && MARKS.matcher(beginning).find();
    }

    @Override
    public void read(Source source, Tree document, List<HopEnd> into) {
        String name = document.textAt("metadata", "name");
        Tree annotations = document.at("metadata", "annotations");
        switch (document.textAt("kind")) {
            case "Ingress" -> {
                String scope = "Ingress " + name;
                List<Setting> client = settings(annotations, NGINX, OF_CLIENT);
                if (!client.isEmpty()) {
                    into.add(end("ingress-nginx", Role.CLIENT, scope, backends(document), client, document));
                }
                Tree attributes = annotations.at("alb.ingress.kubernetes.io/load-balancer-attributes");
                Setting idle = within(attributes, ALB_IDLE, "idle_timeout.timeout_seconds");
                if (idle != null) {
                    into.add(end("AWS ALB", Role.SERVER, scope, List.of(), List.of(idle), document));
                    into.add(end("AWS ALB", Role.CLIENT, scope, backends(document), List.of(idle), document));
                }
            }
            case "ConfigMap" -> {
                List<Setting> server = settings(document.at("data"), "", OF_SERVER);
                List<Setting> client = settings(document.at("data"), "", OF_CLIENT);
                if (!server.isEmpty() || !client.isEmpty()) {
                    into.add(end("ingress-nginx", Role.SERVER, "ConfigMap " + name, List.of(), server, document));
                    into.add(end("ingress-nginx", Role.CLIENT, "ConfigMap " + name, List.of(), client, document));
                }
            }
            case "Service" -> service(annotations, "Service " + name, document, into);
            default -> {
                // Other kinds say nothing of connections.
            }
        }
    }

    private static void service(Tree annotations, String scope, Tree document, List<HopEnd> into) {
        List<Setting> classic = new ArrayList<>();
        annotations.setting(
                classic,
                SettingKind.IDLE_TIMEOUT,
                SERVICE + "aws-load-balancer-connection-idle-timeout",
                Notation.SECONDS,
                SERVICE + "aws-load-balancer-connection-idle-timeout");
        if (!classic.isEmpty()) {
            List<Address> targets = new ArrayList<>();
            for (Tree port : document.at("spec", "ports").items()) {
                targets.add(new Address(document.textAt("metadata", "name"), port.number(-1, "targetPort")));
            }
            into.add(end("AWS CLB", Role.SERVER, scope, List.of(), classic, document));
            into.add(end("AWS CLB", Role.CLIENT, scope, targets, classic, document));
        }
        List<Setting> azure = new ArrayList<>();
        annotations.setting(
                azure,
                SettingKind.IDLE_TIMEOUT,
                SERVICE + "azure-load-balancer-tcp-idle-timeout",
                Notation.SECONDS,
                SERVICE + "azure-load-balancer-tcp-idle-timeout");
        if (!azure.isEmpty()) {
            // In minutes.
            Setting minutes = azure.get(0).meaning(azure.get(0).amount() * 60);
            into.add(end("Azure Load Balancer", Role.MIDDLEBOX, scope, List.of(), List.of(minutes), document));
        }
        Tree attributes = annotations.at(SERVICE + "aws-load-balancer-attributes");
        Setting idle = within(attributes, NLB_IDLE, "tcp.idle_timeout.seconds");
        if (idle != null) {
            into.add(end("AWS NLB", Role.MIDDLEBOX, scope, List.of(), List.of(idle), document));
        }
    }

    private static List<Setting> settings(Tree keys, String prefix, Map<String, SettingKind> kinds) {
        List<Setting> settings = new ArrayList<>();
        kinds.keySet().stream().sorted().forEach(key -> {
            SettingKind kind = kinds.getOrDefault(key, SettingKind.READ_TIMEOUT);
            boolean isWords = kind == SettingKind.RETRY_ON;
            boolean isCount =
                    kind == SettingKind.MAX_REQUESTS || kind == SettingKind.POOL_SIZE || kind == SettingKind.RETRIES;
            Notation notation = isWords ? Notation.WORDS : isCount ? Notation.COUNT : Notation.NGINX;
            keys.setting(settings, kind, prefix + key, notation, prefix + key);
        });
        Tree nonIdempotent = keys.at(prefix + "retry-non-idempotent");
        if (nonIdempotent.text().equals("true")
                && settings.stream().noneMatch(one -> one.kind() == SettingKind.RETRY_ON)) {
            settings.add(Setting.of(
                    SettingKind.RETRY_ON,
                    prefix + "retry-non-idempotent",
                    nonIdempotent.text(),
                    Notation.WORDS,
                    nonIdempotent.place()));
        }
        return settings;
    }

    /** A number within a text of several {@code key=value}. */
    private static @Nullable Setting within(Tree attributes, Pattern pattern, String name) {
        Matcher found = pattern.matcher(attributes.text());
        return found.find()
                ? Setting.of(SettingKind.IDLE_TIMEOUT, name, found.group(1), Notation.SECONDS, attributes.place())
                : null;
    }

    private static List<Address> backends(Tree ingress) {
        List<Address> backends = new ArrayList<>();
        for (Tree rule : ingress.at("spec", "rules").items()) {
            for (Tree path : rule.at("http", "paths").items()) {
                Tree service = path.at("backend", "service");
                Address address = new Address(service.textAt("name"), service.number(-1, "port", "number"));
                if (!backends.contains(address)) {
                    backends.add(address);
                }
            }
        }
        return backends;
    }

    private static HopEnd end(
            String software, Role role, String scope, List<Address> addresses, List<Setting> settings, Tree document) {
        return new HopEnd(software, role, scope, addresses, settings, document.place());
    }
}
