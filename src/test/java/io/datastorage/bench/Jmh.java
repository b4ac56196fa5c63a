package io.datastorage.bench;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.Locale;
import java.util.Map;

/** The functions that are done for each event, each in a JVM of its own, by JMH. */
final class Jmh implements Scenario {
    private static final Map<String, String> FUNCTIONS = Map.of(
            "canonicalForm", "canonical form of the event_data of a 1 KB event",
            "batchRead", "JSON of a batch of 500 read",
            "commitments", "commitments and outline of a 1 KB event, its canonical form known",
            "entryAndHash", "entry and hash of a 1 KB event at its place",
            "inclusionProof", "inclusion proof in a tree of 100,000, tiles in memory");

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder().include(HotFunctions.class.getName() + "\\..*")
                .verbosity(VerboseMode.SILENT).jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .forks(3).warmupIterations(5).warmupTime(TimeValue.seconds(1)).measurementIterations(5)
                .measurementTime(TimeValue.seconds(1));
        bench.progress("%d functions, some minutes".formatted(FUNCTIONS.size()));
        for (RunResult result : new Runner(options.build()).run()) {
            String function = result.getPrimaryResult().getLabel();
            bench.figure(FUNCTIONS.getOrDefault(function, function), result.getPrimaryResult().getScore(), "ns",
                    String.format(Locale.ROOT, "± %.0f %% (99.9 %%)", 100
                            * result.getPrimaryResult().getScoreError() / result.getPrimaryResult().getScore()));
        }
    }
}
