package dev.hangup.connection;

import dev.hangup.bench.Capture;
import dev.hangup.bench.Stages.Count;
import dev.hangup.bench.UnderLauncherOptions;
import dev.hangup.capture.Segment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** Looking up the connection of every segment, with all connections of the capture in the table. */
public class TableStage extends UnderLauncherOptions {
    /** Finds the connection of each segment; what is not there is added. */
    @Benchmark
    public void table(Capture capture, Count count, Blackhole hole) {
        ConnectionTable table = new ConnectionTable();
        for (Segment segment : capture.segments()) {
            Connection connection = table.find(segment);
            if (connection == null) {
                connection = new Connection();
                connection.client.setAddress(segment.sourceHigh, segment.sourceLow, segment.sourcePort);
                connection.server.setAddress(segment.destinationHigh, segment.destinationLow, segment.destinationPort);
                table.add(connection, segment);
            }
            hole.consume(connection);
        }
        count.items += capture.segments().size();
    }
}
