package io.datastorage.bench;

import io.datastorage.ServiceProcess;

/**
 * How much a page deep in a search costs beside the first: the default order, no filter, by cursor, over HTTP.
 */
final class Pages implements Scenario {
    private static final String PATH = "/api/v1/audit/events?limit=";
    private static final int PAGE = 50;
    private static final int LARGE_PAGE = 1_000;
    private static final int PAGE_NUMBER = 20_000;
    private static final int REQUESTS = 400;

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        LargeLog log = LargeLog.shared(bench);
        try (ServiceProcess service = ChartService.on(bench, log.database())) {
            Asking http = new Asking(service.api().port());
            long began = System.nanoTime();
            String deep = PATH + PAGE + "&cursor=" + cursor(http, (PAGE_NUMBER - 1) * PAGE);
            bench.figure("events read by cursor, pages of 1,000, one client",
                    (PAGE_NUMBER - 1) * PAGE * 1e9 / (System.nanoTime() - began), "events/s",
                    "the walk to the deep page");
            bench.note("pages: %,d events in %d segments of %,d".formatted(log.shape().records(),
                    log.shape().segments(), log.shape().segmentLength()));
            bench.warm(Bench.CLIENTS, _ -> http.get(PATH + PAGE));
            bench.compare("pages", "p95 of a page of 50: page %,d ÷ page 1, by cursor".formatted(PAGE_NUMBER), "ms",
                    Target.atMost(1.2),
                    _ -> Percentiles.p95Millis(REQUESTS, _ -> http.get(deep)),
                    _ -> Percentiles.p95Millis(REQUESTS, _ -> http.get(PATH + PAGE)));
        }
    }

    /** The cursor behind so many events. */
    private static String cursor(Asking http, int events) throws Exception {
        String cursor = "";
        for (int passed = 0; passed < events;) {
            int limit = Math.min(LARGE_PAGE, events - passed);
            cursor = Asking.nextCursor(http.get(PATH + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            passed += limit;
        }
        return cursor;
    }
}
