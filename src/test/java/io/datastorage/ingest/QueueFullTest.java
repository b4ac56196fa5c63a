package io.datastorage.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class QueueFullTest {
    private static final String SINGLE = "/api/v1/audit/events";

    /** The client of a repetition would drop it after three refusals, although it is stored. */
    @Test
    void a_repetition_is_answered_with_its_receipt_while_the_queue_is_full() throws Exception {
        try (var database = TestDatabase.migrated();
                var service = TestService.on(database, "datastorage.append.queue-events=1",
                        "datastorage.append.hold-for=60s")) {
            String stored = GatewayEvents.event(0, "rr-0", Instant.now());
            var first = service.api().post(SINGLE, stored);
            assertThat(first.statusCode()).isEqualTo(201);
            List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
            try (var holder = database.superuser().getConnection(); var lock = holder.createStatement()) {
                lock.execute("SELECT pg_advisory_lock('log_states'::regclass::oid::bigint)");
                posts.add(post(service, 1));
                await().until(() -> appendsThatWaitForTheLock(database) == 1);
                posts.add(post(service, 2));
                await().until(() -> service.bean(MeterRegistry.class).get("datastorage.append.queue.events").gauge()
                        .value() == 1);
                assertThat(service.api().post(SINGLE, GatewayEvents.event(5, "rr-0", Instant.now())).statusCode())
                        .isEqualTo(503);
                var again = service.api().post(SINGLE, stored);
                assertThat(again.statusCode()).isEqualTo(201);
                assertThat(again.headers().firstValue("Idempotent-Replay")).hasValue("true");
                assertThat(again.body()).isEqualTo(first.body());
            }
            assertThat(posts).extracting(post -> post.join().statusCode()).containsExactly(201, 201);
        }
    }

    private static long appendsThatWaitForTheLock(TestDatabase database) {
        return JdbcClient.create(database.superuser()).sql("""
                SELECT count(*)
                  FROM pg_locks
                 WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """).query(Long.class).single();
    }

    private static CompletableFuture<HttpResponse<String>> post(TestService service, int number) {
        String event = GatewayEvents.event(number, "rr-1", Instant.now());
        return CompletableFuture.supplyAsync(() -> service.api().post(SINGLE, event),
                each -> Thread.ofVirtual().start(each));
    }
}
