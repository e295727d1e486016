package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.config.Configs;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
    @TempDir
    private Path folder;

    private final Ledger ledger = new Ledger();
    private final ConfigFiles files = new ConfigFiles(ledger);

    private List<HopEnd> read(String name) {
        Path file = folder.resolve(name);
        return Configs.read(Objects.requireNonNull(
                        files.evidence(new Input(file.toString(), file, true), new ArrayList<>())))
                .ends();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    @Test
    void includedFilesAreReadInTheOrderOfTheirNamesAndNamedAsTheirIncluderIs() throws IOException {
        write("nginx.conf", "http { include conf.d/*.conf; }");
        write("conf.d/b.conf", "server { listen 2; }");
        write("conf.d/a.conf", "server { listen 1; }");
        write("conf.d/c.txt", "server { listen 3; }");

        assertThat(read("nginx.conf"))
                .extracting(end -> end.place().file())
                .containsExactly(
                        folder.resolve("conf.d/a.conf").toString(),
                        folder.resolve("conf.d/b.conf").toString());
        assertThat(ledger.notes()).isEmpty();
    }

    @Test
    void nothingAboveTheFolderOfTheFileIsRead() throws IOException {
        write("secret", "server { listen 9; }");
        write("site/nginx.conf", "http { include ../secret; include /etc/passwd; server { listen 1; } }");

        assertThat(read("site/nginx.conf")).hasSize(1);
        assertThat(ledger.notes()).hasSize(2).allMatch(note -> note.what().contains("not below the folder"));
    }

    @Test
    void missingIncludeIsOneLine() throws IOException {
        write("nginx.conf", "http { include gone.conf; include none/*.conf; server { listen 1; } }");

        assertThat(read("nginx.conf")).hasSize(1);
        assertThat(ledger.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.what()).contains("no such file"));
    }

    @Test
    void capturesAndEmptyFilesAreNoConfigurations() throws IOException {
        Files.write(
                folder.resolve("c.pcap"), new byte[] {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1, 2, 0, 4, 0});
        write("empty", "");

        for (String name : List.of("c.pcap", "empty", "gone")) {
            Path file = folder.resolve(name);
            Source source = files.evidence(new Input(name, file, true), new ArrayList<>());
            assertThat(source).isNull();
        }
        assertThat(ledger.notes()).hasSize(3);
    }
}
