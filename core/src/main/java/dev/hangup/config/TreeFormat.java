package dev.hangup.config;

import dev.hangup.SeenVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** YAML and JSON of the kinds that are known. */
final class TreeFormat implements Format {
    /** Reads one kind of document. */
    interface Kind {
        /** Whether a text that begins like this has such a document in it. */
        boolean recognises(String beginning);

        /** Adds the ends in {@code document}; none when it is of another kind. */
        void read(Source source, Tree document, List<HopEnd> into);
    }

    /** A key at the beginning, a brace, or the marker of a document; comments may stand before it. */
    private static final Pattern BEGINNING = Pattern.compile(
            "\\A\\ufeff?(?:\\s+|#[^\\n]*+(?:\\n|\\z)|---[^\\n]*+\\n)*+(?:[\\[{\"]|[\\w./-]{1,80}:(?:\\s|\\z)|-\\s)");

    private static final List<Kind> KINDS = List.of(
            new IstioConfig(), new KubernetesConfig(), new EnvoyConfig(), new SpringConfig.Yaml(), new KestrelConfig());

    @Override
    public boolean recognises(String beginning) {
        return BEGINNING.matcher(beginning).find()
                && (Images.areNamedIn(beginning) || KINDS.stream().anyMatch(kind -> kind.recognises(beginning)));
    }

    @Override
    public List<HopEnd> read(Source source) {
        return configuration(source).ends();
    }

    @Override
    public Configuration configuration(Source source) {
        List<HopEnd> ends = new ArrayList<>();
        List<SeenVersion> versions = new ArrayList<>();
        for (Tree document : TreeReader.read(source)) {
            Images.read(document, versions);
            // A list of kubectl is a document of documents.
            List<Tree> parts = document.textAt("kind").endsWith("List")
                    ? document.at("items").items()
                    : List.of(document);
            for (Tree part : parts) {
                KINDS.forEach(kind -> kind.read(source, part, ends));
            }
        }
        return new Configuration(ends, List.of(), versions, Map.of());
    }
}
