package io.datastorage.bench;

import io.datastorage.ServiceProcess;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** An hour of the log, over HTTP, in a log of 120 segments beside one of 12; both have a segment for each day. */
final class ManySegments implements Scenario {
    private static final int FEW = 12;
    private static final int MANY = 120;
    private static final int SEGMENT = 4_096;
    private static final int REQUESTS = 400;

    @Override
    public String name() {
        return "segments";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (LargeLog few = LargeLog.of(bench, FEW, SEGMENT);
                LargeLog many = LargeLog.of(bench, MANY, SEGMENT);
                ServiceProcess fewServed = ChartService.on(bench, few.database());
                ServiceProcess manyServed = ChartService.on(bench, many.database())) {
            Asking askFew = new Asking(fewServed.api().port());
            Asking askMany = new Asking(manyServed.api().port());
            List<String> hoursOfFew = hours(few, REQUESTS);
            List<String> hoursOfMany = hours(many, REQUESTS);
            bench.warm(Bench.CLIENTS, round -> {
                askMany.get(hoursOfMany.get(round % REQUESTS));
                askFew.get(hoursOfFew.get(round % REQUESTS));
            });
            bench.compare("segments", "p95 of a page of an hour: 120 segments ÷ 12", "ms", Target.atMost(1.2),
                    _ -> Percentiles.p95Millis(REQUESTS, round -> askMany.get(hoursOfMany.get(round))),
                    _ -> Percentiles.p95Millis(REQUESTS, round -> askFew.get(hoursOfFew.get(round))));
        }
    }

    private static List<String> hours(LargeLog log, int count) {
        Random random = new Random(count);
        Duration last = log.shape().lasted().minus(Duration.ofHours(2));
        return IntStream.range(0, count).mapToObj(_ -> {
            Instant since = log.shape().began()
                    .plus(Duration.ofSeconds((long) (random.nextDouble() * last.toSeconds())));
            return "/api/v1/audit/events?limit=50&since=%s&until=%s".formatted(since, since.plus(Duration.ofHours(1)));
        }).toList();
    }
}
