package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.event.JsonReader;
import io.datastorage.event.Reencoder;
import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches at the ends of segments, sent again with their keys in another order and to another instance. */
class ReplayAcrossSegmentsTest {
    private static final String BATCH = "/api/v1/audit/events/batch";
    private static final int FILL = 100;

    private final Random random = new Random(5);
    private long size;

    /** A batch, and what was answered when it was first sent. */
    private record Stored(String body, HttpResponse<String> answer) {}

    @Test
    void a_batch_before_across_or_after_the_end_of_a_segment_is_stored_once() {
        try (var database = TestDatabase.migrated()) {
            TestLedger.smallSegments(database);
            List<Stored> batches = new ArrayList<>();
            try (var one = TestService.on(database); var two = TestService.on(database)) {
                var segments = JdbcClient.create(database.superuser());
                post(one.api(), 1);
                for (int times = 0; times < 2; times++) {
                    long end = end(segments);
                    fill(one.api(), end - 5);
                    var batch = post(one.api(), 10);
                    assertThat(segments.sql("SELECT count(*) FROM log_segments WHERE last_index >= ? "
                            + "AND first_index <= ?").param(end - 5).param(end + 4).query(Integer.class).single())
                            .isEqualTo(2);
                    assertSame(batch, two.api());
                    batches.add(batch);
                    fill(one.api(), end(segments) - 4);
                    batches.add(post(one.api(), 4));
                    batches.add(post(two.api(), 4));
                }
                for (var batch : batches) {
                    assertSame(batch, two.api());
                    assertSame(batch, one.api());
                }
            }
            try (var restarted = TestService.on(database)) {
                batches.forEach(batch -> assertSame(batch, restarted.api()));
            }
            assertThat(TestLedger.check(database)).isEqualTo((int) size);
        }
    }

    /** Where the segment ends that the next record goes to. */
    private long end(JdbcClient segments) {
        return segments.sql("SELECT min(last_index) + 1 FROM log_segments WHERE last_index >= ?").param(size)
                .query(Long.class).single();
    }

    private void fill(Http api, long until) {
        while (size < until) {
            post(api, (int) Math.min(FILL, until - size));
        }
    }

    private Stored post(Http api, int events) {
        var body = GatewayEvents.batch(size, events);
        var answer = api.post(BATCH, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(Http.json(answer).path("receipts").path(0).path("log_index").asLong()).isEqualTo(size);
        size += events;
        return new Stored(body, answer);
    }

    private void assertSame(Stored batch, Http api) {
        var again = api.post(BATCH,
                new Reencoder(random).write(JsonReader.read(batch.body.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH)));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(batch.answer.body());
        assertThat(again.headers().allValues("Idempotent-Replay")).contains("true");
    }
}
