package dev.hangup.diagnosis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pages of {@code docs/causes}, which travel in the jar. */
public final class CausePages {
    private CausePages() {}

    /** The names of all pages: the causes that are weighed, then {@code healthy} and {@code unknown}. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        Causes.all().forEach(cause -> names.add(cause.name()));
        names.add(Verdict.HEALTHY);
        names.add(Verdict.UNKNOWN);
        return names;
    }

    /**
     * The page of a cause, in Markdown.
     *
     * @throws IllegalArgumentException when there is no such page
     */
    public static String page(String name) {
        try (InputStream in = CausePages.class.getResourceAsStream("pages/" + name + ".md")) {
            if (in == null) {
                throw new IllegalArgumentException("no page for cause " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("page of " + name + " in the jar cannot be read", broken);
        }
    }

    /** The sentence under the title of a page. */
    public static String summary(String name) {
        return page(name)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
    }
}
