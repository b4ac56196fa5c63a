package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ledger.Protections;
import io.datastorage.ledger.Protections.Group;

import java.util.List;
import java.util.stream.IntStream;

/** What chain, tree and replay protection cost an append transaction. */
final class Protection implements Scenario {
    private static final int EVENTS = 500;
    private static final int SINGLES = 64;
    /** Groups at a time before anything is measured. */
    private static final int WARM_UP = 20;

    @Override
    public String name() {
        return "protection";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.note(
                "The transaction alone, by one connection: no HTTP, events read and committed to before. Without the three "
                        + "it is the append lock, the clock, the segment and COPY of the same columns.");
        int groups = bench.quick() ? 16 : 40;
        try (Protections protections = new Protections(EVENTS)) {
            RealEvents made = new RealEvents(6);
            bench.warm(_ -> {
                protections.with(groups(protections, made, WARM_UP, 1, EVENTS, 50));
                protections.without(groups(protections, made, WARM_UP, 1, EVENTS, 50));
            });
        }
        compare(bench, "protection", "a batch of 500 over 50 correlations", Target.atLeast(0.85), groups, 1,
                EVENTS, 50);
        if (!bench.quick()) {
            compare(bench, "protection-500", "a batch of 500 over 500 correlations", Target.reported(), groups, 1,
                    EVENTS, 500);
            compare(bench, "protection-singles", "64 single posts over 50 correlations", Target.reported(), groups * 4,
                    SINGLES, 1, 50);
        }
    }

    private static void compare(Bench bench, String id, String what, Target target, int groups, int requests,
            int events, int correlations) throws Exception {
        long all = (long) (bench.warmUps() + bench.pairs()) * groups * requests * events;
        RealEvents made = new RealEvents(6);
        try (Protections protections = new Protections(all)) {
            bench.compare(id, "append transactions of %s ÷ the same without chain, tree and replay protection"
                    .formatted(what), "events/s", target,
                    _ -> protections.with(groups(protections, made, groups, requests, events, correlations)),
                    _ -> protections.without(groups(protections, made, groups, requests, events, correlations)));
            assertThat(protections.check()).isEqualTo(all);
        }
    }

    private static List<Group> groups(Protections protections, RealEvents made, int groups, int requests, int events,
            int correlations) {
        return IntStream.range(0, groups).mapToObj(_ -> protections.group(IntStream.range(0, requests)
                .mapToObj(request -> IntStream.range(0, events)
                        .mapToObj(event -> made.next("rr-" + (request + event) % correlations)).toList())
                .toList())).toList();
    }
}
