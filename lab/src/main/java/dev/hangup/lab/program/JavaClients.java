package dev.hangup.lab.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** The clients of {@link ReusingClient} in Java: a program of its own, which the lab starts on its class path. */
final class JavaClients {
    private static final Duration APART = Duration.ofMillis(150);
    private static final byte[] BODY = "ten bytes!".getBytes(StandardCharsets.UTF_8);

    private JavaClients() {}

    /** A library. */
    @FunctionalInterface
    private interface Client {
        /** Sends a request, with a body if it is a POST, and reads the answer. */
        void send(String method, URI uri) throws IOException, InterruptedException;
    }

    /** Runs {@code LIBRARY URL COUNT PAUSE_MILLIS}. */
    public static void main(String[] arguments) {
        // Else slf4j says that nobody logs, among the results.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        int count = Integer.parseInt(arguments[2]);
        Duration pause = Duration.ofMillis(Long.parseLong(arguments[3]));
        for (int i = 0; i < count; i++) {
            int number = i;
            new Thread(() -> use(arguments[0], arguments[1], number, count, pause)).start();
        }
    }

    private static void use(String library, String url, int number, int count, Duration pause) {
        String method = number % 2 == 0 ? "GET" : "POST";
        String outcome = "ok";
        try {
            Thread.sleep(APART.multipliedBy(number).toMillis());
            Client client = client(library, APART.multipliedBy(count));
            client.send("GET", URI.create(url + ReusingClient.FIRST));
            Thread.sleep(pause.toMillis());
            client.send(method, URI.create(url + ReusingClient.AGAIN));
        } catch (IOException failed) {
            outcome = failed.toString();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            outcome = "interrupted";
        }
        System.out.println(String.join("\t", method.toLowerCase(Locale.ROOT), "-", outcome, "2", "0", "0"));
    }

    /** One with a pool of its own, if it can have one. */
    private static Client client(String library, Duration allStart) {
        return switch (library) {
            case "jdk-httpclient" -> jdk();
            case "httpurlconnection" -> urlConnection(allStart);
            case "apache-hc5" -> apache();
            case "okhttp" -> okhttp();
            default -> throw new IllegalArgumentException("no such library: " + library);
        };
    }

    private static Client jdk() {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return (method, uri) -> http.send(
                HttpRequest.newBuilder(uri)
                        .method(
                                method,
                                method.equals("POST")
                                        ? HttpRequest.BodyPublishers.ofByteArray(BODY)
                                        : HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static Client urlConnection(Duration allStart) {
        return (method, uri) -> {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod(method);
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(BODY);
            }
            try (InputStream answer = connection.getInputStream()) {
                // There is one pool for all: a connection is not in it before its answer is read.
                Thread.sleep(allStart.toMillis());
                answer.readAllBytes();
            }
        };
    }

    private static Client apache() {
        CloseableHttpClient http = HttpClients.createDefault();
        return (method, uri) -> {
            ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setUri(uri);
            if (method.equals("POST")) {
                request.setEntity(BODY, null);
            }
            http.execute(request.build(), response -> response.getCode());
        };
    }

    private static Client okhttp() {
        OkHttpClient http = new OkHttpClient();
        return (method, uri) -> {
            Request request = new Request.Builder()
                    .url(uri.toString())
                    .method(method, method.equals("POST") ? RequestBody.create(BODY) : null)
                    .build();
            try (Response response = http.newCall(request).execute()) {
                response.body().bytes();
            }
        };
    }
}
