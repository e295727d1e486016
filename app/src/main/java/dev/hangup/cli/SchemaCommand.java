package dev.hangup.cli;

import dev.hangup.report.Schemas;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hangup schema}: what programs may rely on. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the JSON Schema of what explain writes with --format jsonl or json, and lint, probe,"
                    + " provoke (with --load: load), compare and forecast with json.",
            "Each stands alone: a validator needs nothing else."
        })
final class SchemaCommand implements Callable<Integer> {
    /** What is written for programs. */
    enum Format {
        JSONL(Schemas.LINE),
        JSON(Schemas.REPORT),
        LINT(Schemas.LINT),
        PROBE(Schemas.PROBE),
        PROVOKE(Schemas.PROVOKE),
        LOAD(Schemas.LOAD),
        COMPARE(Schemas.COMPARISON),
        FORECAST(Schemas.FORECAST);

        private final String schema;

        Format(String schema) {
            this.schema = schema;
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "jsonl|json|lint|probe|provoke|load|compare|forecast",
            description = "The format (default: jsonl).")
    private Format format = Format.JSONL;

    @Override
    public Integer call() {
        System.out.print(Schemas.text(format.schema));
        return 0;
    }
}
