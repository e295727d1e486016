package dev.hangup.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes trees of YAML, of which JSON is a part (YAML 1.2, section 1.3). An alias is the same tree once more, so aliases of
 * aliases cost nothing; what stands behind an error is lost, what stands before it is kept.
 */
final class TreeReader {
    private static final int DEEPEST = 200;
    private static final int LARGEST = 64 << 20;

    /** A map or list that is open, and the key whose value comes next. */
    private static final class Open {
        private final Tree tree;
        private final boolean isMap;
        private @Nullable String key;

        Open(Tree tree, boolean isMap) {
            this.tree = tree;
            this.isMap = isMap;
        }

        void take(Tree value) {
            if (!isMap) {
                tree.add(value);
            } else if (key == null) {
                key = value.text();
            } else {
                tree.put(key, value);
                key = null;
            }
        }
    }

    private final Source source;
    private final int lineOffset;
    private final List<Tree> documents = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private final Map<String, Tree> anchors = new HashMap<>();
    private int tooDeep;

    private TreeReader(Source source, int lineOffset) {
        this.source = source;
        this.lineOffset = lineOffset;
    }

    /** The documents in a text. */
    static List<Tree> read(Source source) {
        return new TreeReader(source, 0).read(source.text());
    }

    /** The documents in a text that stands within {@code source}, from behind a line of it. */
    static List<Tree> readWithin(Source source, Tree block) {
        return new TreeReader(source, block.place().line()).read(block.text());
    }

    private List<Tree> read(String text) {
        // Tabs may indent JSON, and YAML's scanner takes none there.
        String plain =
                text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")
                        ? text.replace('\t', ' ')
                        : text;
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(LARGEST)
                .build();
        try {
            for (Event event : new Parse(settings).parseString(plain)) {
                take(event);
            }
        } catch (MarkedYamlEngineException wrong) {
            int line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            source.damage().accept("cannot be read as YAML or JSON from here on", line + lineOffset);
        } catch (YamlEngineException wrong) {
            source.damage().accept("cannot be read as YAML or JSON", 0);
        }
        return documents;
    }

    private void take(Event event) {
        switch (event.getEventId()) {
            case MappingStart -> begin((NodeEvent) event, true);
            case SequenceStart -> begin((NodeEvent) event, false);
            case MappingEnd, SequenceEnd -> end();
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                int quote = scalar.isDQuoted() || scalar.isSQuoted() ? 1 : 0;
                value(scalar, new Tree(place(event, quote), scalar.getValue()));
            }
            case Alias -> {
                String name = ((AliasEvent) event).getAlias().getValue();
                put(anchors.getOrDefault(name, Tree.NOTHING));
            }
            default -> anchors.clear();
        }
    }

    private void begin(NodeEvent event, boolean isMap) {
        if (open.size() == DEEPEST) {
            if (tooDeep++ == 0) {
                source.damage().accept("values within values, more than " + DEEPEST + " deep: not read", line(event));
            }
            return;
        }
        Tree tree = new Tree(place(event, 0), null);
        value(event, tree);
        open.add(new Open(tree, isMap));
    }

    private void end() {
        if (tooDeep > 0) {
            tooDeep--;
        } else {
            open.remove(open.size() - 1);
        }
    }

    private void value(NodeEvent event, Tree tree) {
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), tree));
        put(tree);
    }

    private void put(Tree tree) {
        if (tooDeep > 0) {
            return;
        }
        if (open.isEmpty()) {
            documents.add(tree);
        } else {
            open.get(open.size() - 1).take(tree);
        }
    }

    private Setting.Place place(Event event, int quote) {
        int column = event.getStartMark().map(Mark::getColumn).orElse(0);
        return source.place(line(event), column + quote);
    }

    private int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0) + lineOffset;
    }
}
