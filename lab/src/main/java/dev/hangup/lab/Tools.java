package dev.hangup.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands and Python modules that the lab calls, and the Debian packages that bring them. */
public final class Tools {
    /** Without these nothing can be staged. */
    static final List<String> NEEDED = List.of("ip", "ss", "nstat", "tcpdump", "python3");

    /** What begins so is no command but a module of Python, by the name of its Debian package. */
    private static final String PYTHON_MODULE = "python3-";

    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("ip", "iproute2"),
            Map.entry("ss", "iproute2"),
            Map.entry("nstat", "iproute2"),
            Map.entry("tcpdump", "tcpdump"),
            Map.entry("python3", "python3"),
            Map.entry("ethtool", "ethtool"),
            Map.entry("nft", "nftables"),
            Map.entry("conntrack", "conntrack"),
            Map.entry("openssl", "openssl"),
            Map.entry("curl", "curl"),
            Map.entry("nginx", "nginx"),
            Map.entry("haproxy", "haproxy"),
            Map.entry("apache2", "apache2"),
            Map.entry("lighttpd", "lighttpd"),
            Map.entry("caddy", "caddy"),
            Map.entry("node", "nodejs"),
            Map.entry("redis-server", "redis-server"),
            Map.entry("java", "default-jdk-headless"),
            Map.entry("prlimit", "util-linux"),
            Map.entry("unshare", "util-linux"));

    /** Where Debian keeps servers and system tools, which are not on everybody's PATH. */
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

    private Tools() {}

    /** Whether {@code command} can be run. */
    public static boolean has(String command) {
        return command.startsWith(PYTHON_MODULE)
                ? hasPythonModule(command.substring(PYTHON_MODULE.length()))
                : find(command) != null;
    }

    private static boolean hasPythonModule(String module) {
        try {
            Command.run(List.of(path("python3"), "-c", "import " + module));
            return true;
        } catch (LabException missing) {
            return false;
        }
    }

    /**
     * Where {@code command} is.
     *
     * @throws LabException when it is missing, with the command that installs it
     */
    public static String path(String command) {
        String found = find(command);
        if (found == null) {
            throw new LabException("the lab needs " + andHowToGet(List.of(command)));
        }
        return found;
    }

    /** Those of {@code commands} that are missing. */
    public static List<String> missing(List<String> commands) {
        return commands.stream().filter(command -> !has(command)).toList();
    }

    /** {@code commands}, and the Debian command that installs them. */
    public static String andHowToGet(List<String> commands) {
        return String.join(", ", commands) + "; on Debian: apt-get install "
                + commands.stream()
                        .map(command -> PACKAGES.getOrDefault(command, command))
                        .distinct()
                        .collect(Collectors.joining(" "));
    }

    private static @Nullable String find(String command) {
        List<String> folders = new ArrayList<>(
                List.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")));
        folders.addAll(SYSTEM_FOLDERS);
        for (String folder : folders) {
            Path candidate = Path.of(folder, command);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate.toString();
            }
        }
        return null;
    }
}
