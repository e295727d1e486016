package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads nginx's syntax: words, quotes, comments, blocks, {@code ${variables}}, code of Lua, and {@code include}, whose files
 * stand in its place. Bounded in depth and in the number of files, so that an include that includes itself ends.
 */
final class NginxParser {
    private static final int DEEPEST = 64;
    private static final int MOST_FILES = 500;
    private static final int MOST_DIRECTIVES = 500_000;

    private final Source source;
    private final String text;
    private final Budget budget;
    private final int includeDepth;
    private int at;
    private int line = 1;
    private int lineStart;

    /** What all files of one configuration share. */
    private static final class Budget {
        private int files;
        private int directives;
        private boolean told;
    }

    private record Word(String text, Place place, boolean isPlain) {
        boolean is(String symbol) {
            return isPlain && text.equals(symbol);
        }
    }

    private NginxParser(Source source, Budget budget, int includeDepth) {
        this.source = source;
        this.text = source.text();
        this.budget = budget;
        this.includeDepth = includeDepth;
    }

    /** The directives of a file and of those it includes; what stands behind an error is read as far as it makes sense. */
    static List<NginxDirective> parse(Source source) {
        return new NginxParser(source, new Budget(), 0).block(0);
    }

    private List<NginxDirective> block(int depth) {
        List<NginxDirective> directives = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        while (true) {
            Word word = next();
            if (word == null) {
                if (depth > 0 || !words.isEmpty()) {
                    source.damage().accept("ends within a block or a directive", line);
                }
                return directives;
            }
            if (word.is("}")) {
                if (depth > 0) {
                    return directives;
                }
                source.damage().accept("a } without its {", line);
            } else if (word.is(";") && !words.isEmpty()) {
                add(directives, words, List.of());
                words.clear();
            } else if (word.is("{")) {
                List<NginxDirective> inside = inside(words, depth);
                if (!words.isEmpty()) {
                    add(directives, words, inside);
                }
                words.clear();
            } else if (!word.is(";")) {
                words.add(word);
            }
        }
    }

    private List<NginxDirective> inside(List<Word> words, int depth) {
        boolean isCode = !words.isEmpty() && words.get(0).text().endsWith("_by_lua_block");
        if (isCode || depth == DEEPEST) {
            if (!isCode) {
                source.damage().accept("blocks within blocks, more than " + DEEPEST + " deep: not read", line);
            }
            skipBlock();
            return List.of();
        }
        return block(depth + 1);
    }

    private void add(List<NginxDirective> directives, List<Word> words, List<NginxDirective> inside) {
        if (++budget.directives > MOST_DIRECTIVES) {
            tellOnce("more than " + MOST_DIRECTIVES + " directives: the others are not read");
            return;
        }
        Word name = words.get(0);
        List<String> arguments =
                words.subList(1, words.size()).stream().map(Word::text).toList();
        if (name.text().equals("include") && arguments.size() == 1) {
            include(directives, arguments.get(0));
            return;
        }
        Place place = words.size() > 1 ? words.get(1).place() : name.place();
        directives.add(new NginxDirective(name.text(), arguments, place, inside));
    }

    private void include(List<NginxDirective> directives, String pattern) {
        if (includeDepth == DEEPEST) {
            tellOnce("includes within includes, more than " + DEEPEST + " deep: a file includes itself?");
            return;
        }
        for (Source included : source.includes().apply(pattern)) {
            if (++budget.files > MOST_FILES) {
                tellOnce("more than " + MOST_FILES + " included files: the others are not read");
                return;
            }
            directives.addAll(new NginxParser(included, budget, includeDepth + 1).block(0));
        }
    }

    private void tellOnce(String what) {
        if (!budget.told) {
            budget.told = true;
            source.damage().accept(what, line);
        }
    }

    private @Nullable Word next() {
        skipSpace();
        if (at >= text.length()) {
            return null;
        }
        Place place = source.place(line, at - lineStart);
        char first = text.charAt(at);
        if (first == '{' || first == '}' || first == ';') {
            at++;
            return new Word(String.valueOf(first), place, true);
        }
        return first == '"' || first == '\'' ? quoted(first, place) : bare(place);
    }

    private Word quoted(char quote, Place place) {
        StringBuilder word = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            word.append(text.charAt(at));
            step();
        }
        at++;
        return new Word(word.toString(), new Place(place.file(), place.line(), place.column() + 1), false);
    }

    private Word bare(Place place) {
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            char here = text.charAt(at);
            if (here == '$' && at + 1 < text.length() && text.charAt(at + 1) == '{') {
                int end = text.indexOf('}', at);
                at = end < 0 ? text.length() : end + 1;
                continue;
            }
            if (here == ';' || here == '{') {
                break;
            }
            at += here == '\\' && at + 1 < text.length() ? 2 : 1;
        }
        at = Math.min(at, text.length());
        return new Word(text.substring(start, at), place, true);
    }

    private void skipSpace() {
        while (at < text.length()) {
            char here = text.charAt(at);
            if (here == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(here) || here == '\ufeff') {
                step();
            } else {
                return;
            }
        }
    }

    private void skipBlock() {
        for (int open = 1; open > 0 && at < text.length(); step()) {
            char here = text.charAt(at);
            open += here == '{' ? 1 : here == '}' ? -1 : 0;
        }
    }

    private void step() {
        if (text.charAt(at) == '\n') {
            line++;
            lineStart = at + 1;
        }
        at++;
    }
}
