package dev.hangup.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a run keeps what it makes: captures, configurations, logs, programs.
 *
 * @param path absolute
 */
record RunFolder(Path path) {
    /** Programs append to their logs and to the list of ports, and what an earlier run left in them is not of this one. */
    void forgetLastRun() {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(path, "{*.log,ports.txt}")) {
            for (Path log : logs) {
                Files.delete(log);
            }
        } catch (IOException | DirectoryIteratorException cannot) {
            throw new LabException("cannot remove the logs of an earlier run: " + cannot.getMessage(), cannot);
        }
    }

    /** Writes a file into it. */
    Path write(String name, String text) {
        try {
            return Files.writeString(path.resolve(name), text, StandardCharsets.UTF_8);
        } catch (IOException cannot) {
            throw new LabException("cannot write " + name + ": " + cannot.getMessage(), cannot);
        }
    }

    /** Copies a program of the lab to it, for a host to run it; gives its path. */
    String program(String name) {
        Path copy = path.resolve(name);
        if (!Files.exists(copy)) {
            try (InputStream resource = RunFolder.class.getResourceAsStream("programs/" + name)) {
                if (resource == null) {
                    throw new LabException("the lab has no program " + name);
                }
                Files.copy(resource, copy);
            } catch (IOException cannot) {
                throw new LabException("cannot write " + copy + ": " + cannot.getMessage(), cannot);
            }
        }
        return copy.toString();
    }

    /** A certificate for {@code lab.test} that nobody trusts, and its key: two files. */
    List<Path> certificate() {
        Path certificate = path.resolve("lab.crt");
        Path key = path.resolve("lab.key");
        if (!Files.exists(certificate)) {
            Command.run(List.of(
                    Tools.path("openssl"),
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=lab.test",
                    "-keyout",
                    key.toString(),
                    "-out",
                    certificate.toString()));
        }
        return List.of(certificate, key);
    }
}
