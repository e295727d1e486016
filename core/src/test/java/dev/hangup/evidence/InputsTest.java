package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Note;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
    @TempDir
    private Path folder;

    private final Ledger ledger = new Ledger();

    private List<String> expand(String... names) {
        return Inputs.expand(List.of(names), ledger).stream().map(Input::name).toList();
    }

    private List<String> lines() {
        return ledger.notes().stream().map(Note::text).toList();
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private String file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, "x").toString();
    }

    @Test
    void whatKernelsSaidComesFirst() throws IOException {
        String capture = file("a");
        String trace = Files.writeString(folder.resolve("b"), "# tracer: nop\n").toString();
        String queues = Files.writeString(folder.resolve("c"), "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n")
                .toString();

        assertThat(expand(capture, "-", trace, queues)).containsExactly(trace, queues, capture, "-");
    }

    @Test
    void filesAndStandardInputKeepTheirOrder() throws IOException {
        String b = file("b");
        String a = file("a");

        List<Input> inputs = Inputs.expand(List.of(b, "-", a), ledger);

        assertThat(inputs).extracting(Input::name).containsExactly(b, "-", a);
        assertThat(inputs).extracting(Input::named).containsOnly(true);
        assertThat(inputs.get(1).path()).isNull();
        assertThat(lines()).isEmpty();
    }

    @Test
    void folderBecomesTheFilesBelowItInOrderOfName() throws IOException {
        file("z.pcap");
        file("m/deep/er/x");
        file(".hidden");
        file("a.pcap");

        List<Input> inputs = Inputs.expand(List.of(folder.toString()), ledger);

        assertThat(inputs)
                .extracting(Input::name)
                .containsExactly(in(".hidden"), in("a.pcap"), in("m/deep/er/x"), in("z.pcap"));
        assertThat(inputs).extracting(Input::named).containsOnly(false);
    }

    @Test
    void folderWithoutFilesIsTold() throws IOException {
        Files.createDirectories(folder.resolve("deep/er"));

        assertThat(expand(folder.toString())).isEmpty();
        assertThat(lines()).containsExactly(folder + ": the folder has no files in it");
    }

    @Test
    void nameOfNothingIsTold() throws IOException {
        String file = file("there");

        assertThat(expand(in("not-there"), file, file + "/below-a-file")).containsExactly(file);
        assertThat(lines()).hasSize(2).first().isEqualTo(in("not-there") + ": there is no such file or folder");
        // JDK 17 and JDK 25 give different reasons.
        assertThat(lines()).last().asString().startsWith(file + "/below-a-file: ");
    }

    @Test
    void emptyNameIsNotTheCurrentFolder() {
        assertThat(expand("")).isEmpty();
        assertThat(lines()).containsExactly(": there is no such file or folder");
    }

    @Test
    void nameThatNoFileCanHaveIsTold() {
        assertThat(expand("a\0b")).isEmpty();
        assertThat(lines()).hasSize(1).first().asString().contains("cannot be read: ");
    }

    @Test
    void linkToAFolderIsReadWhenItIsNamed() throws IOException {
        file("real/x.pcap");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

        assertThat(expand(in("link"))).containsExactly(in("link/x.pcap"));
        assertThat(lines()).isEmpty();
    }

    @Test
    void linkedFilesAreReadAndLinkedFoldersAreNot() throws IOException {
        file("given/x.pcap");
        file("elsewhere/y.pcap");
        Files.createSymbolicLink(folder.resolve("given/linked"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("given/loop"), folder.resolve("given"));
        Files.createSymbolicLink(folder.resolve("given/y.pcap"), folder.resolve("elsewhere/y.pcap"));

        assertThat(expand(in("given"))).containsExactly(in("given/x.pcap"), in("given/y.pcap"));
        assertThat(lines()).isEmpty();
    }

    @Test
    void linkToNothingIsTold() throws IOException {
        Files.createSymbolicLink(folder.resolve("stale"), folder.resolve("gone"));

        assertThat(expand(folder.toString())).isEmpty();
        assertThat(lines()).containsExactly(in("stale") + ": is a link to nothing");
    }

    @Test
    void reasonsAreInWordsAndDoNotRepeatTheName() {
        assertThat(Inputs.reason(new NoSuchFileException("x"))).isEqualTo("there is no such file or folder");
        assertThat(Inputs.reason(new AccessDeniedException("x"))).isEqualTo("cannot be read: permission denied");
        assertThat(Inputs.reason(new FileSystemException("x", null, "Too many open files")))
                .isEqualTo("cannot be read: Too many open files");
        assertThat(Inputs.reason(new IOException())).isEqualTo("cannot be read: IOException");
    }
}
