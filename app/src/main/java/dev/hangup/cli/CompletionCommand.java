package dev.hangup.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code hangup completion}: for the shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the completion script for bash and zsh. For this shell: source <(hangup completion);",
            "for good: hangup completion > /etc/bash_completion.d/hangup"
        })
final class CompletionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.print(AutoComplete.bash("hangup", Main.commandLine()));
        return 0;
    }
}
