package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Rootless;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.nio.file.Path;
import java.util.List;

/** Apache httpd. */
public final class Apache {
    private Apache() {}

    /**
     * Starts it on {@code port} of {@code host}: it answers everything with 200.
     *
     * @param settings directives of its configuration
     */
    public static Service start(Stage stage, Host host, int port, String... settings) {
        String base = host.role() + "-apache-" + port;
        Path folder = host.folder();
        Path answer = stage.write(base + ".txt", "ok\n");
        Path configuration = stage.write(base + ".conf", """
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
                ServerName lab.test
                Listen %2$d
                PidFile %1$s.pid
                ErrorLog %1$s-error.log
                DefaultRuntimeDir %4$s
                %6$s
                AliasMatch ^/ %3$s
                %5$s
                """.formatted(
                        folder.resolve(base),
                        port,
                        answer,
                        folder,
                        String.join("\n", settings),
                        Rootless.isRoot() ? "User nobody\nGroup nogroup" : ""));
        Process process =
                host.start("apache-" + port, List.of("apache2", "-D", "FOREGROUND", "-f", configuration.toString()));
        stage.cast("server", host.run("apache2", "-v").lines().findFirst().orElse("Apache"));
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
