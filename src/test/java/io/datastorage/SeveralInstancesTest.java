package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ledger.TestLedger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

class SeveralInstancesTest {
    private static final int EVENTS = 10_000;

    @ParameterizedTest
    @CsvSource({"1, read committed", "2, read committed", "2, repeatable read"})
    void sixty_four_clients_leave_no_gap_and_no_fork(int instances, String isolation) {
        try (var database = TestDatabase.migrated()) {
            JdbcClient.create(database.superuser()).sql("ALTER DATABASE %s SET default_transaction_isolation = '%s'"
                    .formatted(database.name(), isolation)).update();
            try (var first = TestService.on(database);
                    var second = instances == 1 ? null : TestService.on(database);
                    var clients = Clients.post(64, 20, EVENTS,
                            second == null ? List.of(first.api()) : List.of(first.api(), second.api()))) {
                assertThat(clients.refusals()).isEmpty();
                assertThat(clients.acknowledged()).isEqualTo(EVENTS);
                clients.check(database);
            }
            assertThat(TestLedger.records(database)).hasSize(EVENTS);
        }
    }
}
