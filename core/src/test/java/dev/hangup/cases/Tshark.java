package dev.hangup.cases;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * What tshark counts in a capture.
 *
 * @param packets of any kind
 * @param segments of TCP, without those that ICMP errors quote
 * @param resets how many RSTs a connection has, by its first frame
 */
record Tshark(long packets, long segments, TreeMap<Long, Integer> resets) {
    private static final String[] COMMAND = {
        "tshark",
        "-n",
        "-T",
        "fields",
        "-E",
        "separator=,",
        "-E",
        "occurrence=f",
        "-e",
        "frame.number",
        "-e",
        "tcp.stream",
        "-e",
        "tcp.flags.reset",
        "-e",
        "icmp.type",
        "-e",
        "icmpv6.type",
        "-r"
    };

    static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND[0])));
    }

    /** Reads {@code capture}, counting {@code tcp && !icmp && !icmpv6}. */
    static Tshark of(Path capture) {
        long packets = 0;
        long segments = 0;
        TreeMap<Long, Long> firstFrames = new TreeMap<>();
        TreeMap<Long, Integer> resets = new TreeMap<>();
        for (String line : run(capture).lines().toList()) {
            String[] fields = line.split(",", -1);
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

    private static String run(Path capture) {
        String[] command = Arrays.copyOf(COMMAND, COMMAND.length + 1);
        command[COMMAND.length] = capture.toString();
        try {
            Process tshark = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** Versions print 1 or True. */
    private static boolean isSet(String flag) {
        return flag.equals("1") || flag.equals("True");
    }
}
