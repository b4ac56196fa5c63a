package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Test;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whatever is asked about the log, it is answered or refused: no path and no query string gives a 5xx. */
class LogFuzzTest {
    private static final int REQUESTS = 3_000;
    private static final long SEED = 42;
    private static final List<String> PARTS = List.of("tile", "entries", "0", "1", "7", "63", "64", "000", "001",
            "x000",
            "x001", "002.p", "000.p", "001.p", "1", "44", "45", "255", "256", "%2e", "%00", "..", "", "x999", "999",
            "-1",
            "٣", "🚨");
    private static final List<String> NAMES = List.of("index", "hash", "size", "from", "to", "format", "witnessed",
            "x");
    private static final List<String> VALUES = List.of("", "0", "1", "7", "299", "300", "301", "-1", "01", "1e3",
            "999999999999999", "9223372036854775807", "99999999999999999999", "f".repeat(64), "F".repeat(64), "json",
            "tlog-proof", "xml", "true", "\u0000", "🚨", "٣", "%");
    private static final List<String> QUESTIONS = List.of("proof/inclusion", "proof/consistency", "checkpoint", "key",
            "keys", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "proof", "");

    @Test
    void no_question_about_the_log_gives_a_server_error() {
        try (TestDatabase database = TestDatabase.migrated(); TestService service = TestService.on(database)) {
            assertThat(service.api().post("/api/v1/audit/events/batch?proof=true", GatewayEvents.batch(0, 300))
                    .statusCode()).isEqualTo(201);
            Random random = new Random(SEED);
            TreeMap<Integer, Integer> seen = new TreeMap<>();
            for (int i = 0; i < REQUESTS; i++) {
                String path = "/api/v1/log/" + (random.nextBoolean() ? tile(random) : question(random));
                int status = service.api().get(path).statusCode();
                assertThat(status).as("seed %d, request %d: %s", SEED, i, path).isIn(200, 400, 404);
                seen.merge(status, 1, Integer::sum);
            }
            assertThat(seen).containsOnlyKeys(200, 400, 404).allSatisfy(
                    (_, count) -> assertThat(count).isGreaterThan(REQUESTS / 50));
        }
    }

    private static String tile(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(5)).mapToObj(_ -> encode(pick(random, PARTS)))
                .collect(Collectors.joining("/", random.nextInt(5) > 0 ? "tile/" : "", ""));
    }

    private static String question(Random random) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(_ -> pick(random, NAMES) + "=" + encode(pick(random, VALUES)))
                .collect(Collectors.joining("&", pick(random, QUESTIONS) + "?", ""));
    }

    private static String encode(String text) {
        return text.startsWith("%") && text.length() == 3 ? text : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
