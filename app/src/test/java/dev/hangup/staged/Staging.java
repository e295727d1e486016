package dev.hangup.staged;

import dev.hangup.lab.Network;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.util.function.Function;

/** Starts a server in a network, and names what is to be asked. */
public interface Staging {
    /** The URL, once the server listens. */
    String stage(Stage stage, Network network);

    /** A server that {@code start} starts. */
    static Staging at(Function<Stage, Function<Network, Service>> start, String scheme) {
        return (stage, network) ->
                scheme + "://" + start.apply(stage).apply(network).authority() + "/";
    }
}
