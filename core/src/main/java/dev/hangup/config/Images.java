package dev.hangup.config;

import dev.hangup.SeenVersion;
import dev.hangup.Version;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions of programs in the tags of container images, which Kubernetes and Compose name in {@code image}. Only images that
 * are published by the program's own people or by Docker's are known by their names: that of somebody's own {@code acme/nginx:2.1}
 * has a version of its own.
 */
final class Images {
    private static final Pattern KUBERNETES = Pattern.compile("(?m)^[\\s{]*\"?(?:apiVersion|kind)\"?\\s*:");
    private static final Pattern COMPOSE = Pattern.compile("(?m)^[\\s{]*\"?services\"?\\s*:");
    private static final Pattern IMAGE = Pattern.compile("(?m)^[\\s{-]*\"?image\"?\\s*:\\s*[\"']?[\\w.]");

    /** A registry, the image's name, its tag; a digest may follow. */
    private static final Pattern REFERENCE =
            Pattern.compile("(?:([^/@]*[.:][^/@]*|localhost)/)?([\\w./-]{1,200}):([\\w.-]{1,128})(?:@.*)?");

    /** A version and what it is built on: {@code 2.8-alpine}. A number of four digits is a year. */
    private static final Pattern TAG = Pattern.compile("v?(\\d{1,3}(?:\\.\\d{1,6}){0,2})(?:[._-].*)?");

    private static final String DOCKERS = "docker.io";
    private static final String LIBRARY = "/library/";

    /** By the name in Docker's library of official images. */
    private static final Map<String, List<String>> OFFICIAL = Map.of(
            "nginx", List.of("nginx"),
            "haproxy", List.of("haproxy"),
            "httpd", List.of("apache httpd"),
            "node", List.of("node http.Server"),
            "traefik", List.of("traefik"),
            "caddy", List.of("caddy"),
            "tomcat", List.of("tomcat"),
            "varnish", List.of("varnish"),
            "eclipse-temurin", List.of("jdk HttpClient"));

    /** By the name that follows the registry. */
    private static final Map<String, List<String>> PUBLISHED = Map.of(
            "nginxinc/nginx-unprivileged", List.of("nginx"),
            "nginx/nginx", List.of("nginx"),
            "envoyproxy/envoy", List.of("envoy"),
            "istio/proxyv2", List.of("istio"),
            "haproxytech/haproxy-alpine", List.of("haproxy"),
            "ingress-nginx/controller", List.of("ingress-nginx"),
            "dotnet/aspnet", List.of("kestrel", ".NET SocketsHttpHandler"),
            "dotnet/runtime", List.of(".NET SocketsHttpHandler"));

    private static final int MOST_VALUES = 1_000_000;

    private Images() {}

    /** Whether a text that begins like this names images. */
    static boolean areNamedIn(String beginning) {
        return IMAGE.matcher(beginning).find()
                && (KUBERNETES.matcher(beginning).find()
                        || COMPOSE.matcher(beginning).find());
    }

    /** Adds the versions that the images in {@code document} tell. */
    static void read(Tree document, List<SeenVersion> into) {
        document.maps(map -> readImage(map.at("image"), into), MOST_VALUES);
    }

    private static void readImage(Tree image, List<SeenVersion> into) {
        Matcher reference = REFERENCE.matcher(image.text());
        Matcher tag = reference.matches() ? TAG.matcher(reference.group(3)) : reference;
        Version version = tag.matches() ? Version.of(tag.group(1)) : null;
        if (version != null) {
            Setting.Place place = image.place();
            for (String software : software(reference.group(1), reference.group(2))) {
                into.add(new SeenVersion(software, version, place.file(), place.line(), null));
            }
        }
    }

    /** What runs in an image; nothing where nobody but its maker knows. Mirrors keep the name behind their own. */
    private static List<String> software(@Nullable String registry, String name) {
        int library = ("/" + name).lastIndexOf(LIBRARY);
        boolean isDockers = registry == null || registry.equals(DOCKERS);
        if (library >= 0 || isDockers && name.indexOf('/') < 0) {
            return OFFICIAL.getOrDefault(
                    library < 0 ? name : name.substring(library + LIBRARY.length() - 1), List.of());
        }
        int last = name.lastIndexOf('/');
        int owner = name.lastIndexOf('/', last - 1);
        return PUBLISHED.getOrDefault(name.substring(owner + 1), List.of());
    }
}
