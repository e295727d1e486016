package dev.hangup.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** How every stage is measured: as the launcher {@code hangup} runs Java, but for the heap, which holds a whole capture. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgs = {
            "-XX:TieredStopAtLevel=1",
            "-XX:C1MaxInlineSize=50",
            "-XX:CompileThresholdScaling=0.3",
            "-XX:+UseSerialGC",
            "-XX:MaxTenuringThreshold=0",
            "-XX:SurvivorRatio=200",
            "-XX:NewRatio=1",
            "-Xmx2g"
        })
public abstract class UnderLauncherOptions {}
