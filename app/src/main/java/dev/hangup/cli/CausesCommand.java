package dev.hangup.cli;

import dev.hangup.diagnosis.CausePages;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hangup causes}: the knowledge base in words. */
@Command(
        name = "causes",
        mixinStandardHelpOptions = true,
        description = "Lists the causes that are known, or prints the page of one.")
final class CausesCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "CAUSE", description = "The name of a cause, such as keepalive-race.")
    private @Nullable String name;

    @Override
    public Integer call() {
        String asked = name;
        if (asked == null) {
            for (String cause : CausePages.names()) {
                System.out.printf("%-24s %s%n", cause, CausePages.summary(cause));
            }
            return 0;
        }
        if (!CausePages.names().contains(asked)) {
            System.err.println("hangup: no cause is named " + asked + "; `hangup causes` lists them");
            return Main.EXIT_NOTHING;
        }
        System.out.print(CausePages.page(asked));
        return 0;
    }
}
