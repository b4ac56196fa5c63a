package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;

class FrozenInstanceTest {
    private static final String EVENTS = "/api/v1/audit/events";
    private static final int ROUNDS = 3;

    /** What the backend that holds the append lock for the instance does; no row when there is none. */
    private static final String HOLDER = """
            SELECT holder.wait_event = 'ClientRead'
                   AND greatest(holder.query_start, holder.state_change) < clock_timestamp() - interval '200 ms'
              FROM pg_locks AS held
              JOIN pg_stat_activity AS holder ON holder.pid = held.pid
             WHERE held.locktype = 'advisory'
               AND held.granted
               AND held.objid = 'log_states'::regclass::oid
               AND holder.application_name = 'to-be-frozen'
            """;

    @Test
    void an_instance_frozen_in_the_middle_of_an_append_does_not_stop_the_other() {
        try (var database = TestDatabase.migrated();
                var frozen = ServiceProcess.on(database,
                        "spring.datasource.hikari.data-source-properties.ApplicationName=to-be-frozen");
                var other = TestService.on(database, "datastorage.append.lock-wait=500ms",
                        "datastorage.append.hold-for=60s");
                var clients = Clients.start(8, 100, frozen::api)) {
            for (int round = 0; round < ROUNDS; round++) {
                clients.awaitAcknowledged(1_000);
                freezeInAppend(frozen, database);
                var answer = other.api().post(EVENTS, GatewayEvents.event(-1, "other-" + round, Instant.now()));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                assertThat(other.management().get("/metrics").body())
                        .contains("datastorage_append_terminated_holders_total " + (round + 1) + ".0");
                frozen.thaw();
                answer = frozen.api().post(EVENTS, GatewayEvents.event(-1, "frozen-" + round, Instant.now()));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            }
            clients.awaitAcknowledged(1_000);
            clients.stop();
            clients.check(database);
        }
    }

    private static void freezeInAppend(ServiceProcess process, TestDatabase database) {
        var superuser = JdbcClient.create(database.superuser());
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5)).until(() -> {
            process.freeze();
            var silent = superuser.sql(HOLDER).query(Boolean.class).optional();
            while (silent.isPresent() && !silent.get()) {
                Thread.sleep(20);
                silent = superuser.sql(HOLDER).query(Boolean.class).optional();
            }
            if (silent.isEmpty()) {
                process.thaw();
            }
            return silent.isPresent();
        });
    }
}
