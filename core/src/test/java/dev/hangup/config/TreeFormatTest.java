package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Envoy, Istio, Kubernetes and Spring, in YAML and JSON. */
class TreeFormatTest {
    private static Setting setting(HopEnd end, SettingKind kind) {
        return Objects.requireNonNull(end.setting(kind), () -> kind + " of " + end.text());
    }

    /** As a public incident shows it, cut off in the middle. */
    @Test
    void clusterOfIstioctlIsReadAsFarAsItGoes() {
        ConfigText files = new ConfigText(Map.of("cluster.json", """
                [
                {
                "name": "outbound|443||api.example.org",
                "type": "STRICT_DNS",
                "connectTimeout": "1s",
                "loadAssignment": {
                "clusterName": "outbound|443||api.example.org",
                ....
                """));

        HopEnd cluster = files.read("cluster.json").get(0);

        assertThat(cluster.software()).isEqualTo("istio");
        assertThat(cluster.addresses()).containsExactly(new Address("api.example.org", 443));
        assertThat(setting(cluster, SettingKind.CONNECT_TIMEOUT).amount()).isEqualTo(1);
        assertThat(setting(cluster, SettingKind.CONNECT_TIMEOUT).place())
                .isEqualTo(new Setting.Place("cluster.json", 5, 19));
        assertThat(files.damage()).singleElement().asString().contains("cannot be read as YAML or JSON from here on");
    }

    @Test
    void bootstrapOfEnvoyHasListenersAndClustersInSnakeCase() {
        List<HopEnd> ends = ConfigText.ends("envoy.yaml", """
                static_resources:
                  listeners:
                  - name: front
                    address: {socket_address: {address: 0.0.0.0, port_value: 8443}}
                    filter_chains:
                    - filters:
                      - name: http
                        typed_config:
                          common_http_protocol_options: {idle_timeout: 50s}
                          stream_idle_timeout: 0s
                          route_config:
                            virtual_hosts:
                            - routes:
                              - match: {prefix: /}
                                route: {cluster: app, timeout: 5s, retry_policy: {retry_on: "5xx", num_retries: 2}}
                  clusters:
                  - name: app
                    connect_timeout: 0.25s
                    typed_extension_protocol_options:
                      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                        common_http_protocol_options: {idle_timeout: 0s}
                    load_assignment:
                      endpoints:
                      - lb_endpoints:
                        - endpoint: {address: {socket_address: {address: app, port_value: 8000}}}
                """);

        assertThat(ends).extracting(HopEnd::role).containsExactlyInAnyOrder(Role.SERVER, Role.CLIENT);
        HopEnd listener = ends.stream()
                .filter(end -> end.role() == Role.SERVER)
                .findFirst()
                .orElseThrow();
        HopEnd cluster = ends.stream()
                .filter(end -> end.role() == Role.CLIENT)
                .findFirst()
                .orElseThrow();
        assertThat(setting(listener, SettingKind.IDLE_TIMEOUT).amount()).isEqualTo(50);
        assertThat(listener.addresses()).containsExactly(new Address("0.0.0.0", 8443));
        assertThat(setting(cluster, SettingKind.IDLE_TIMEOUT).amount())
                .as("0s switches it off")
                .isInfinite();
        assertThat(setting(cluster, SettingKind.RETRY_ON).value()).isEqualTo("5xx");
        assertThat(cluster.addresses()).containsExactly(new Address("app", 8000));
    }

    @Test
    void meshConfigIsFoundAlsoInsideAConfigMap() {
        List<HopEnd> ends = ConfigText.ends("istio.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: istio}
                data:
                  mesh: |-
                    accessLogFile: /dev/stdout
                    connectTimeout: 500ms
                """);

        assertThat(ends).singleElement().satisfies(mesh -> {
            assertThat(setting(mesh, SettingKind.CONNECT_TIMEOUT).amount()).isEqualTo(0.5);
            assertThat(setting(mesh, SettingKind.CONNECT_TIMEOUT).place().line())
                    .isEqualTo(7);
        });
    }

    @Test
    void destinationRulesAndVirtualServicesAreReadFromOneFile() {
        List<HopEnd> ends = ConfigText.ends("mesh.yaml", """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: app}
                spec:
                  host: app
                  trafficPolicy:
                    connectionPool:
                      tcp: {connectTimeout: 30ms, tcpKeepalive: {time: 7200s}}
                      http: {idleTimeout: 1h}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec:
                  http:
                  - retries: {attempts: 3, retryOn: "reset,5xx"}
                    route: [{destination: {host: app}}]
                """);

        assertThat(ends).extracting(HopEnd::scope).containsExactly("DestinationRule app", "VirtualService app");
        assertThat(setting(ends.get(0), SettingKind.IDLE_TIMEOUT).amount()).isEqualTo(3600);
        assertThat(setting(ends.get(1), SettingKind.RETRIES).amount()).isEqualTo(3);
    }

    @Test
    void loadBalancersOfCloudsAreSetByAnnotations() {
        List<HopEnd> ends = ConfigText.ends("cloud.yaml", """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: networking.k8s.io/v1
                  kind: Ingress
                  metadata:
                    name: shop
                    annotations:
                      alb.ingress.kubernetes.io/load-balancer-attributes: deletion_protection.enabled=true,idle_timeout.timeout_seconds=600
                  spec:
                    rules: [{http: {paths: [{backend: {service: {name: app, port: {number: 8000}}}}]}}]
                - apiVersion: v1
                  kind: Service
                  metadata:
                    name: raw
                    annotations: {service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout: "4"}
                """);

        assertThat(ends).extracting(HopEnd::software).containsExactly("AWS ALB", "AWS ALB", "Azure Load Balancer");
        assertThat(ends.get(1).addresses()).containsExactly(new Address("app", 8000));
        assertThat(setting(ends.get(1), SettingKind.IDLE_TIMEOUT).amount()).isEqualTo(600);
        assertThat(setting(ends.get(2), SettingKind.IDLE_TIMEOUT).amount()).isEqualTo(240);
    }

    @Test
    void springIsTheSameInYamlAndProperties() {
        HopEnd yaml = ConfigText.ends(
                        "application.yaml",
                        "server:\n  port: ${PORT:9000}\n  tomcat:\n    keep-alive-timeout: 15s\n    maxKeepAliveRequests: 100\n")
                .get(0);
        HopEnd properties = ConfigText.ends(
                        "application.properties",
                        "# web\nserver.port=9000\nserver.tomcat.keep-alive-timeout=15s\nserver.tomcat.max-keep-alive-requests=100\n")
                .get(0);

        assertThat(yaml.software()).isEqualTo("tomcat").isEqualTo(properties.software());
        assertThat(yaml.addresses()).containsExactly(new Address("", 9000)).isEqualTo(properties.addresses());
        assertThat(setting(yaml, SettingKind.IDLE_TIMEOUT).amount())
                .isEqualTo(15)
                .isEqualTo(setting(properties, SettingKind.IDLE_TIMEOUT).amount());
        assertThat(setting(properties, SettingKind.IDLE_TIMEOUT).place().line()).isEqualTo(3);
        assertThat(setting(yaml, SettingKind.MAX_REQUESTS).amount()).isEqualTo(100);
    }

    @Test
    void aliasesOfAliasesCostNothing() {
        StringBuilder bomb = new StringBuilder("static_resources: &a0 {connect_timeout: 1s}\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("b" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1) + "]\n");
        }

        assertThat(new ConfigText(Map.of("bomb.yaml", bomb.toString())).read("bomb.yaml"))
                .isEmpty();
    }

    @Test
    void depthIsBounded() {
        ConfigText files = new ConfigText(Map.of("deep.json", "{\"static_resources\": " + "[".repeat(5_000)));

        files.read("deep.json");

        assertThat(files.damage()).anyMatch(line -> line.contains("more than 200 deep"));
    }

    @Property(tries = 300)
    void anyTailIsReadWithoutAnException(@ForAll String tail) {
        new ConfigText(Map.of("e.yaml", "static_resources:\n  clusters:\n  - name: " + tail)).read("e.yaml");
    }
}
