package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What tshark counts in a capture; asked once per capture, because it takes its time to start.
 *
 * @param packets of any kind
 * @param segments of TCP, without those that ICMP errors quote
 * @param resets how many RSTs a connection has, by its first frame
 */
public record Tshark(long packets, long segments, TreeMap<Long, Integer> resets) {
    private static final String PROGRAM = "tshark";
    private static final String SEPARATOR = "|";

    private static final Map<Path, Tshark> COUNTED = new ConcurrentHashMap<>();

    /** Whether there is one on the PATH. */
    public static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    /** Reads {@code capture}, counting {@code tcp && !icmp && !icmpv6}: an ICMP error shows the fields of what it quotes. */
    public static Tshark of(Path capture) {
        return COUNTED.computeIfAbsent(capture.toAbsolutePath().normalize(), Tshark::count);
    }

    private static Tshark count(Path capture) {
        long packets = 0;
        long segments = 0;
        TreeMap<Long, Long> firstFrames = new TreeMap<>();
        TreeMap<Long, Integer> resets = new TreeMap<>();
        for (String line :
                fields(capture, "frame.number", "tcp.stream", "tcp.flags.reset", "icmp.type", "icmpv6.type")) {
            String[] fields = line.split(Pattern.quote(SEPARATOR), -1);
            packets++;
            if (fields[1].isEmpty() || !fields[3].isEmpty() || !fields[4].isEmpty()) {
                continue;
            }
            segments++;
            long frame = Long.parseLong(fields[0]);
            long firstFrame = firstFrames.computeIfAbsent(Long.parseLong(fields[1]), stream -> frame);
            resets.merge(firstFrame, isSet(fields[2]) ? 1 : 0, Integer::sum);
        }
        return new Tshark(packets, segments, resets);
    }

    /** The first occurrence of each of {@code fields} in every packet, with {@value #SEPARATOR} between them. */
    public static List<String> fields(Path capture, String... fields) {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM,
                "-n",
                "-r",
                capture.toString(),
                "-T",
                "fields",
                "-E",
                "separator=" + SEPARATOR,
                "-E",
                "occurrence=f"));
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        try {
            Process tshark = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String lines = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(tshark.waitFor())
                    .as("exit code of tshark for " + capture)
                    .isZero();
            return lines.lines().toList();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        } catch (InterruptedException why) {
            throw new IllegalStateException(why);
        }
    }

    /** Versions print 1 or True. */
    private static boolean isSet(String flag) {
        return flag.equals("1") || flag.equals("True");
    }
}
