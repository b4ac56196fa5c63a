package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Tag("faults")
class ConnectionsExhaustedTest {
    private static final String SERVICE = "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'"
            .formatted(TestDatabase.APPLICATION);
    private static final String END_SERVICE = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '%s'
            """.formatted(TestDatabase.APPLICATION);

    private static final String LIMIT = "ALTER ROLE " + TestDatabase.APPLICATION + " CONNECTION LIMIT %s";

    @Test
    void a_service_that_others_have_left_no_connection_goes_on_when_there_are_some_again() throws SQLException {
        try (var postgres = PostgresProcess.create(Map.of("max_connections", "30"))) {
            var database = TestDatabase.migratedOn(postgres.port());
            try (var service = TestService.on(database, "datastorage.append.hold-for=1s");
                    var clients = Clients.start(Load.mixed(8, 60, Rounds.seed()), List.of(service::api))) {
                var oracle = new Oracle(database, clients.receipts(), List.of());
                clients.awaitAcknowledged(200);
                List<Connection> others = new ArrayList<>();
                // One of those that are reserved for superusers, to look in with.
                try (var look = database.superuser().getConnection()) {
                    var superuser = JdbcClient.create(
                            new SingleConnectionDataSource(look, true));
                    // Or the service, which connects again at once, gets what a backend of its own leaves when it ends. The
                    // error is the same.
                    superuser.sql(LIMIT.formatted("0")).update();
                    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10)).until(() -> {
                        superuser.sql(END_SERVICE).query(Integer.class).single();
                        takeAll(database, others);
                        return superuser.sql(SERVICE).query(Integer.class).single() == 0;
                    });
                    await().atMost(Duration.ofMinutes(1)).until(() -> clients.refusals().size() >= 8);
                    assertThat(superuser.sql(SERVICE).query(Integer.class).single()).isZero();
                    superuser.sql(LIMIT.formatted("-1")).update();
                } finally {
                    for (var other : others) {
                        other.close();
                    }
                }
                clients.awaitAcknowledged(200);
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                assertThat(clients.givenUp()).isZero();
                oracle.finalLook();
            }
        }
    }

    /** Takes connections until too_many_connections. */
    private static void takeAll(TestDatabase database, List<Connection> taken) {
        try {
            while (true) {
                taken.add(database.owner().getConnection());
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("53300");
        }
    }
}
