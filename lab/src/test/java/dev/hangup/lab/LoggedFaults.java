package dev.hangup.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Real proxies and clients meet a backend that fails in every way ({@code programs/faults.py}), and write their logs. Every
 * program has a backend of its own, which fails by port: so the truth about a line is known by the peer that it names.
 */
final class LoggedFaults implements Scenario {
    static final String HEALTHY = "healthy";

    /** What the backend does, in the order in which it is asked: the port is a program's base and the place in this list. */
    static final List<String> FAULTS = List.of(
            HEALTHY,
            "rst-before",
            "fin-before",
            "rst-body",
            "fin-body",
            "garbage",
            "silence",
            "refused",
            "unreached",
            "race-rst",
            "race-fin");

    static final int NGINX = 8100;
    static final int HAPROXY = 8200;
    static final int APACHE = 8300;
    static final int PYTHON = 8400;
    static final int NODE = 8500;

    static final List<String> TOOLS =
            List.of("ip", "ss", "nstat", "tcpdump", "python3", "ethtool", "nginx", "haproxy", "apache2", "node");

    /** How healthy requests are answered, each in the ways below. */
    private static final List<String> ANSWERS =
            List.of("ok", "empty", "missing", "broken", "moved", "chunked", "large", "closing", "unmeasured");

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST");
    /** Each kind is asked for so often on a connection, as far as the answer lets it live. */
    private static final int OF_EACH = 3;

    static final int HEALTHY_OF_EACH = ANSWERS.size() * METHODS.size() * OF_EACH;

    /** What programs allow; the backend is silent for longer. */
    static final int LIMIT_SECONDS = 2;

    @Override
    public String name() {
        return "logged-faults";
    }

    @Override
    public String about() {
        return "A backend fails in every way; proxies and clients log it.";
    }

    @Override
    public List<String> variants() {
        return List.of("plain");
    }

    @Override
    public List<String> tools(String variant) {
        return TOOLS;
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.proxied();
        Host proxy = network.middle();
        String backend = network.serverAddress(false);
        for (int base : List.of(NGINX, HAPROXY, APACHE, PYTHON, NODE)) {
            backend(stage, network.server(), base);
        }
        String folder = proxy.folder().toString();
        stage.write("nginx.conf", nginx(folder, backend));
        stage.write("haproxy.cfg", haproxy(backend));
        stage.write("apache.conf", apache(folder, backend));
        start(proxy, NGINX, "nginx", "nginx", "-e", folder + "/nginx-error.log", "-c", folder + "/nginx.conf");
        start(proxy, HAPROXY, "haproxy", "haproxy", "-db", "-f", folder + "/haproxy.cfg");
        start(proxy, APACHE, "apache", "apache2", "-D", "FOREGROUND", "-f", folder + "/apache.conf");
        stage.capture();

        List<Process> asking = new ArrayList<>();
        for (int base : List.of(NGINX, HAPROXY, APACHE)) {
            String plan = plan(stage, "through-" + base, network.middleAddress(false), base, false);
            asking.add(
                    network.client().start("through-" + base, List.of("python3", stage.program("ask.py"), "5", plan)));
        }
        String ofPython = plan(stage, "python", backend, PYTHON, true);
        asking.add(proxy.start("python", List.of("python3", stage.program("ask.py"), "" + LIMIT_SECONDS, ofPython)));
        String ofNode = plan(stage, "node", backend, NODE, true);
        asking.add(proxy.start("node", List.of("node", stage.program("ask.js"), LIMIT_SECONDS + "000", ofNode)));
        Await.until(30_000, "a client does not end", () -> asking.stream().noneMatch(Process::isAlive));
        stage.nobodyIsHurt();
    }

    private static void backend(Stage stage, Host server, int base) {
        List<String> command = new ArrayList<>(List.of("python3", stage.program("faults.py"), "" + base));
        command.addAll(FAULTS);
        Service.listening(server, server.start("faults-" + base, command), stage.addressOf(server), base);
    }

    private static void start(Host proxy, int port, String name, String... command) {
        Service.listening(proxy, proxy.start(name, List.of(command)), "", port);
    }

    /** What a client asks for: healthy things of every kind, then each fault once. */
    private static String plan(Stage stage, String name, String address, int base, boolean isDirect) {
        StringBuilder plan = new StringBuilder();
        for (String answer : ANSWERS) {
            for (String method : METHODS) {
                plan.append("%s http://%s:%d/healthy/%s %d\n".formatted(method, address, base, answer, OF_EACH));
            }
        }
        for (String fault : FAULTS.subList(1, FAULTS.size())) {
            int port = isDirect ? base + FAULTS.indexOf(fault) : base;
            boolean isRace = fault.startsWith("race");
            // A client whose own connection was used before HAProxy leaves without an answer, and logs nothing.
            int connections = isRace && !isDirect ? 2 : 1;
            for (int i = 0; i < connections; i++) {
                plan.append("%s http://%s:%d/%s %d\n"
                        .formatted(isRace ? "POST" : "GET", address, port, fault, isRace && isDirect ? 2 : 1));
            }
        }
        return stage.write(name + ".plan", plan.toString()).toString();
    }

    private static String each(int base, String backend, String text) {
        return FAULTS.stream()
                .map(fault ->
                        text.replace("FAULT", fault).replace("AT", backend + ":" + (base + FAULTS.indexOf(fault))))
                .collect(Collectors.joining("\n"));
    }

    private static String nginx(String folder, String backend) {
        return template("nginx.conf", folder)
                .replace("USER", Rootless.isRoot() ? "user root;" : "")
                .replace("UPSTREAMS", each(NGINX, backend, "upstream FAULT { server AT; keepalive 4; }"))
                .replace("LOCATIONS", each(NGINX, backend, "location /FAULT { proxy_pass http://FAULT; }"));
    }

    private static String haproxy(String backend) {
        return template("haproxy.cfg", "")
                .replace("USES", each(HAPROXY, backend, "    use_backend FAULT if { path_beg /FAULT }"))
                .replace("BACKENDS", each(HAPROXY, backend, "backend FAULT\n    server server AT"));
    }

    private static String apache(String folder, String backend) {
        return template("apache.conf", folder)
                .replace("USER", Rootless.isRoot() ? "User nobody\nGroup nogroup" : "")
                .replace(
                        "PASSES",
                        each(
                                APACHE,
                                backend,
                                "ProxyPass /FAULT http://AT/FAULT connectiontimeout=2 timeout=2 retry=0"));
    }

    private static String template(String name, String folder) {
        try (InputStream in = LoggedFaults.class.getResourceAsStream("configs/" + name)) {
            if (in == null) {
                throw new LabException("no configuration " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("FOLDER", folder);
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + name, unreadable);
        }
    }
}
