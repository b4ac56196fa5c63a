package io.datastorage.bench;

import io.datastorage.RecordedStatements;
import io.datastorage.RecordedStatements.Recorded;
import io.datastorage.ServiceProcess;
import io.datastorage.ledger.EventFilter;
import io.datastorage.ledger.EventReader;
import io.datastorage.ledger.Page;
import io.datastorage.ledger.PageRequest;
import io.datastorage.ledger.QuerySettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The query that the Gateway sends, category and correlation id without pagination, over HTTP beside the same SQL: the
 * statements that the service executes for it, with the same parameters, by one connection of the driver, every column of
 * every row read.
 */
final class GatewayQuery implements Scenario {
    private static final String QUERY = "/api/v1/audit/events?event_category=gateway&correlation_id=";
    private static final int DEFAULT_LIMIT = 50;
    private static final int FULL_CASES = 1_000;
    private static final int QUICK_CASES = 150;
    private static final QuerySettings SETTINGS = new QuerySettings(10_000, 10_000, Duration.ofSeconds(2), 1_000_000,
            10_000);

    @Override
    public String name() {
        return "gateway-query";
    }

    @Override
    public void run(Bench bench) throws Exception {
        LargeLog log = LargeLog.shared(bench);
        List<String> cases = cases(log, bench.quick() ? QUICK_CASES : FULL_CASES);
        List<List<Recorded>> statements = statements(log, cases);
        try (ServiceProcess service = ChartService.on(bench, log.database());
                Connection connection = log.database().application().getConnection();
                Statement setting = connection.createStatement()) {
            Asking http = new Asking(service.api().port());
            setting.execute("SET plan_cache_mode = force_custom_plan");
            bench.note("gateway-query: %d statements for each query".formatted(statements.getFirst().size()));
            // By as many as keep the machine busy: one alone would not make the service compile it all for minutes.
            bench.warm(Bench.CLIENTS, round -> http.get(QUERY + cases.get(round % cases.size())));
            bench.warm(round -> execute(connection, statements.get(round % cases.size())));
            bench.compare("gateway-query", "p95 of the Gateway's query: HTTP ÷ the same SQL through the driver", "ms",
                    Target.atMost(2),
                    _ -> Percentiles.p95Millis(cases.size(), round -> http.get(QUERY + cases.get(round))),
                    _ -> Percentiles.p95Millis(cases.size(), round -> execute(connection, statements.get(round))));
        }
    }

    private static List<String> cases(LargeLog log, int count) {
        Random random = new Random(count);
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(PastEvents.caseAt((long) (random.nextDouble() * log.shape().records())));
        }
        return cases;
    }

    private static List<List<Recorded>> statements(LargeLog log, List<String> cases) {
        var recorded = new RecordedStatements(log.database().application());
        var reader = new EventReader(recorded, SETTINGS);
        List<List<Recorded>> statements = new ArrayList<>();
        for (String correlationId : cases) {
            var filter = new EventFilter(null, "gateway", null, null, correlationId, null, null, null, null, null, null,
                    null, null, null, null, false);
            Page page = reader.page(new PageRequest(filter, PageRequest.Order.NEWEST_FIRST, DEFAULT_LIMIT, 0, null));
            if (page.records().isEmpty()) {
                throw new IllegalStateException("there are no events of " + correlationId);
            }
            statements.add(recorded.take());
        }
        return statements;
    }

    private static void execute(Connection connection, List<Recorded> statements) throws SQLException {
        for (Recorded recorded : statements) {
            try (PreparedStatement statement = recorded.on(connection, ""); ResultSet row = statement.executeQuery()) {
                int columns = row.getMetaData().getColumnCount();
                while (row.next()) {
                    for (int column = 1; column <= columns; column++) {
                        row.getObject(column);
                    }
                }
            }
        }
    }
}
