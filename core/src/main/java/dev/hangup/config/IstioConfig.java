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

    private static void destinationRule(Tree rule, List<HopEnd> into) {
        Tree policy = rule.at("spec", "trafficPolicy");
        String host = rule.textAt("spec", "host");
        addPolicy(rule, policy, new Address(host, -1), into);
        for (Tree level : policy.at("portLevelSettings").items()) {
            addPolicy(rule, level, new Address(host, level.number(-1, "port", "number")), into);
        }
        for (Tree subset : rule.at("spec", "subsets").items()) {
            addPolicy(rule, subset.at("trafficPolicy"), new Address(host, -1), into);
        }
    }

    private static void addPolicy(Tree rule, Tree policy, Address address, List<HopEnd> into) {
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
        if (!settings.isEmpty()) {
            String scope = "DestinationRule " + rule.textAt("metadata", "name");
            into.add(new HopEnd("istio", Role.CLIENT, scope, List.of(address), settings, policy.place()));
        }
    }

    private static void virtualService(Tree service, List<HopEnd> into) {
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
            if (!settings.isEmpty()) {
                String scope = "VirtualService " + service.textAt("metadata", "name");
                into.add(new HopEnd("istio", Role.CLIENT, scope, List.of(), settings, route.place()));
            }
        }
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
