package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.SeenVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    private static String compose(String image) {
        return "services:\n  web:\n    image: " + image + "\n";
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1.25.3, nginx 1.25.3",
        "'nginx:1.25.3@sha256:0a1b', nginx 1.25.3",
        "registry.example/library/haproxy:2.8-alpine, haproxy 2.8",
        "registry.example:5000/mirror/library/nginx:1.18, nginx 1.18",
        "docker.io/nginx:1.27, nginx 1.27",
        "envoyproxy/envoy:v1.29.1, envoy 1.29.1",
        "node:20.11.0-slim, node http.Server 20.11.0",
        "istio/proxyv2:1.20.2, istio 1.20.2",
        "gcr.example/istio/proxyv2:1.20.2-distroless, istio 1.20.2",
        "registry.k8s.io/ingress-nginx/controller:v1.9.4, ingress-nginx 1.9.4",
        "httpd:2.4, apache httpd 2.4",
        "eclipse-temurin:17.0.9_9-jre, jdk HttpClient 17.0.9"
    })
    void tagTellsTheVersionOfAPublishedImage(String image, String text) {
        assertThat(ConfigText.versions("compose.yml", compose(image)))
                .extracting(SeenVersion::text)
                .containsExactly(text + " (compose.yml:3)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "nginx:latest",
                "nginx:stable-alpine",
                "nginx@sha256:0a1b2c",
                "'nginx:${NGINX_VERSION:-1.25.3}'",
                "nginx:2024-01-05",
                "acme/nginx:1.2.3",
                "registry.example/nginx:1.2.3",
                "registry.example/team/haproxy:2.8",
                "postgres:15",
                "1.2.3",
                "''",
                "{repository: nginx, tag: 1.25.3}"
            })
    void whatIsNoVersionOrNobodysImageTellsNothing(String image) {
        assertThat(ConfigText.versions("compose.yml", compose(image))).isEmpty();
    }

    @Test
    void manifestsOfKubernetesHaveThemInEveryContainer() {
        String manifest = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      containers:
                        - name: web
                          image: "nginx:1.25.3"
                        - {name: app, image: node:18.19.1}
                """;

        assertThat(ConfigText.versions("web.yaml", manifest))
                .extracting(SeenVersion::text)
                .containsExactly("nginx 1.25.3 (web.yaml:9)", "node http.Server 18.19.1 (web.yaml:10)");
        assertThat(ConfigText.versions(
                        "pods.json",
                        "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"kind\": \"Pod\",\n"
                                + "\"spec\": {\"containers\": [\n{\"image\": \"haproxy:2.9.4\"}]}}]}"))
                .extracting(SeenVersion::place)
                .containsExactly("pods.json:3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image: nginx:1.25.3\n",
                "title: a text about services\nimage: nginx:1.25.3\n",
                "kind: article\n",
                "{\"time\":\"2024-01-01T00:00:00Z\",\"image\":\"nginx:1.25.3\",\"msg\":\"pulled\"}\n"
            })
    void otherTextWithAnImageIsNoConfiguration(String text) {
        assertThat(Configs.recognises(text)).isFalse();
    }
}
