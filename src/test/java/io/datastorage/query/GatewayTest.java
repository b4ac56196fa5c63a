package io.datastorage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

class GatewayTest {
    /** Reads numbers exactly, so that what is compared is what was sent. */
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS).build();

    @Test
    void what_the_gateway_posts_it_reads_back_equal_in_every_field() throws IOException {
        var batch = new ClassPathResource("openapi/gateway-batch.json").getContentAsString(StandardCharsets.UTF_8)
                .replace("@now", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        try (var fixture = new QueryFixture()) {
            var posted = fixture.http().post(QueryFixture.PATH + "/batch", batch);
            assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
            var answer = fixture.http().get(QueryFixture.PATH
                    + "?event_category=gateway&correlation_id=rr-bd773c9f25ac-1767794236");
            assertThat(answer.body()).contains("1767794236123456789", "0.9300000000000001");
            assertThat(Http.json(answer).path("pagination").path("total").asInt()).isEqualTo(2);

            var sent = EXACT.readTree(batch);
            var found = EXACT.readTree(answer.body()).path("data");
            assertThat(found).hasSize(2);
            for (int i = 0; i < 2; i++) {
                var event = sent.path(1 - i);
                for (var name : event.propertyNames()) {
                    assertThat(found.path(i).path(name)).as(name).isEqualTo(event.path(name));
                }
            }
        }
    }
}
