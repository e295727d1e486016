package dev.hangup.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Istio as people write it: DestinationRule, VirtualService, and MeshConfig wherever it is kept. */
final class IstioConfig implements TreeFormat.Kind {
    private static final Pattern MARKS = Pattern.compile(
            "(?m)\"?kind\"?\\s*:\\s*\"?(?:DestinationRule|VirtualService|IstioOperator)\\b|^\\s{0,8}\"?meshConfig\"?\\s*:");

    @Override
    public boolean recognises(String beginning) {
        return MARKS.matcher(beginning).find();
    }

    @Override
    public void read(Source source, Tree document, List<HopEnd> into) {
        switch (document.textAt("kind")) {
            case "DestinationRule" -> destinationRule(document, into);
            case "VirtualService" -> virtualService(document, into);
            case "IstioOperator" -> mesh(document.at("spec", "meshConfig"), into);
            case "ConfigMap" -> {
                // The mesh's configuration is kept as YAML within YAML.
                Tree block = document.at("data", "mesh");
                if (block != Tree.NOTHING) {
                    TreeReader.readWithin(source, block).forEach(mesh -> mesh(mesh, into));
                }
            }
            default -> mesh(document.at("meshConfig"), into);
        }
    }

    /**
     * The policies of one rule. The subsets of several rules for a host are put together; of several policies for the host or for
     * one subset the first that was made counts, whole (istio.io, Traffic Management Best Practices). What a port or a subset sets
     * replaces the pool of the host's policy and inherits nothing of it.
     */
    private static void destinationRule(Tree rule, List<HopEnd> into) {
        String host = rule.textAt("spec", "host");
        String name = resource(rule);
        String over = hostOf(rule, host) + within(rule);
        List<Claim> ofHost = List.of(new Claim("the policy of " + over, name + " (" + rule.place() + ")"));
        Tree policy = rule.at("spec", "trafficPolicy");
        if (policy != Tree.NOTHING) {
            addPolicy(name, policy, new Address(host, -1), ofHost, into);
            for (Tree level : policy.at("portLevelSettings").items()) {
                addPolicy(name, level, new Address(host, level.number(-1, "port", "number")), ofHost, into);
            }
        }
        for (Tree subset : rule.at("spec", "subsets").items()) {
            String part = "subset " + subset.textAt("name");
            List<Claim> ofSubset =
                    List.of(new Claim("the policy of " + part + " of " + over, name + " (" + rule.place() + ")"));
            addPolicy(name + " " + part, subset.at("trafficPolicy"), new Address(host, -1), ofSubset, into);
        }
    }

    private static String resource(Tree document) {
        return document.textAt("kind") + " " + document.textAt("metadata", "name");
    }

    /** The whole name of a host: a short one is of the resource's namespace, which is {@code default} where none is written. */
    private static String hostOf(Tree document, String host) {
        boolean isShort = host.indexOf('.') < 0 && !host.equals("*");
        return isShort ? host + "." + namespace(document) + ".svc.cluster.local" : host;
    }

    private static String namespace(Tree document) {
        String namespace = document.textAt("metadata", "namespace");
        return namespace.isEmpty() ? "default" : namespace;
    }

    /** For whom a resource counts: those of another namespace, or exported to others, are no rivals. */
    private static String within(Tree document) {
        List<String> exported = document.at("spec", "exportTo").items().stream()
                .map(Tree::text)
                .sorted()
                .toList();
        return ", in namespace " + namespace(document)
                + (exported.isEmpty() || exported.equals(List.of("*"))
                        ? ""
                        : ", exported to " + String.join(", ", exported));
    }

    private static void addPolicy(String scope, Tree policy, Address address, List<Claim> claims, List<HopEnd> into) {
        Tree pool = policy.at("connectionPool");
        List<Setting> settings = new ArrayList<>();
        pool.setting(
                settings,
                SettingKind.CONNECT_TIMEOUT,
                "connectionPool.tcp.connectTimeout",
                Notation.GO,
                "tcp",
                "connectTimeout");
        pool.setting(
                settings,
                SettingKind.MAX_CONNECTIONS,
                "connectionPool.tcp.maxConnections",
                Notation.COUNT,
                "tcp",
                "maxConnections");
        pool.setting(
                settings,
                SettingKind.TCP_KEEPALIVE,
                "connectionPool.tcp.tcpKeepalive.time",
                Notation.GO,
                "tcp",
                "tcpKeepalive",
                "time");
        pool.setting(
                settings,
                SettingKind.IDLE_TIMEOUT,
                "connectionPool.http.idleTimeout",
                Notation.GO,
                "http",
                "idleTimeout");
        pool.setting(
                settings,
                SettingKind.MAX_REQUESTS,
                "connectionPool.http.maxRequestsPerConnection",
                Notation.COUNT,
                "http",
                "maxRequestsPerConnection");
        into.add(new HopEnd("istio", Role.CLIENT, scope, null, List.of(address), settings, claims, policy.place()));
    }

    private static void virtualService(Tree service, List<HopEnd> into) {
        List<Claim> claims = claims(service);
        for (Tree route : service.at("spec", "http").items()) {
            List<Setting> settings = new ArrayList<>();
            retries(route.at("retries"), settings);
            route.setting(settings, SettingKind.READ_TIMEOUT, "timeout", Notation.GO, "timeout");
            for (Tree match : route.at("match").items()) {
                if (match.has("method")) {
                    match.at("method")
                            .values()
                            .forEach(method -> settings.add(Setting.of(
                                    SettingKind.RETRY_GUARD,
                                    "match.method",
                                    method.text(),
                                    Notation.WORDS,
                                    method.place())));
                }
            }
            if (!settings.isEmpty() || !claims.isEmpty()) {
                into.add(new HopEnd(
                        "istio", Role.CLIENT, resource(service), null, List.of(), settings, claims, route.place()));
            }
        }
    }

    /** Routes of gateways are put together from all services of a host; for sidecars one service sets them all (IST0109). */
    private static List<Claim> claims(Tree service) {
        List<String> gateways =
                service.at("spec", "gateways").items().stream().map(Tree::text).toList();
        if (!gateways.isEmpty() && !gateways.contains("mesh")) {
            return List.of();
        }
        return service.at("spec", "hosts").items().stream()
                .map(host -> new Claim(
                        "the routes of " + hostOf(service, host.text()) + " for sidecars" + within(service),
                        resource(service) + " (" + service.place() + ")"))
                .toList();
    }

    private static void retries(Tree retries, List<Setting> settings) {
        retries.setting(settings, SettingKind.RETRIES, "retries.attempts", Notation.COUNT, "attempts");
        retries.setting(settings, SettingKind.RETRY_ON, "retries.retryOn", Notation.WORDS, "retryOn");
    }

    private static void mesh(Tree mesh, List<HopEnd> into) {
        List<Setting> settings = new ArrayList<>();
        mesh.setting(settings, SettingKind.CONNECT_TIMEOUT, "meshConfig.connectTimeout", Notation.GO, "connectTimeout");
        mesh.setting(
                settings,
                SettingKind.TCP_KEEPALIVE,
                "meshConfig.tcpKeepalive.time",
                Notation.GO,
                "tcpKeepalive",
                "time");
        retries(mesh.at("defaultHttpRetryPolicy"), settings);
        if (!settings.isEmpty()) {
            into.add(new HopEnd("istio", Role.CLIENT, "meshConfig", List.of(), settings, mesh.place()));
        }
    }
}
