package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.util.HexFormat;

class RequestDigestTest {
    private static final String ROUTE = "POST /api/v1/audit/events";

    @Test
    void a_request_that_means_the_same_has_the_same_digest() {
        assertThat(digest("gateway", ROUTE, "[{\"b\": 1.0, \"a\": \"\\u00e9\"}]"))
                .isEqualTo(digest("gateway", ROUTE, "[{\"a\":\"é\",\"b\":10e-1}]"));
    }

    @Test
    void another_principal_route_or_body_has_another_digest() {
        String digest = digest("ab", "c", "[1]");
        assertThat(digest).hasSize(64).isNotEqualTo(digest("ab", "c", "[2]")).isNotEqualTo(digest("ab", "d", "[1]"))
                .isNotEqualTo(digest("a", "bc", "[1]")).isNotEqualTo(digest("abc", "", "[1]"));
    }

    @Test
    void a_key_and_a_body_never_share_a_digest() {
        assertThat(RequestDigest.ofIdempotencyKey("a", "1")).isNotEqualTo(RequestDigest.ofIdempotencyKey("", "a1"))
                .isNotEqualTo(RequestDigest.of("a", "1", read("1")));
    }

    /** Computed elsewhere: prefix, then each part but a body after its length in eight bytes. */
    @Test
    void the_digest_is_the_documented_one() {
        assertThat(digest("p", "r", "[1.0]"))
                .isEqualTo("f1f2e9bf041790167e0a670daa9cac21eab2634cd7079023aa9c4d1ce24b75dc");
        assertThat(HexFormat.of().formatHex(RequestDigest.ofIdempotencyKey("p", "k")))
                .isEqualTo("1d02e72333024cbc4d5ee94e4d504a817f6a882598980db1b15651f82dc3bb51");
    }

    @Test
    void a_body_is_hashed_as_a_whole_whatever_its_size() throws Exception {
        for (int length : new int[]{0, 1, 8_170, 8_189, 8_190, 8_191, 8_192, 8_193, 20_000, 100_000}) {
            String text = "é\ud83d\ude00\n".repeat(length / 4) + "x".repeat(length);
            JsonValue body = read("[\"" + "y".repeat(length) + "\",\"" + text.replace("\n", "\\n") + "\",{\"a\":1}]");
            MessageDigest whole = MessageDigest.getInstance("SHA-256");
            whole.update("ds-request/v1\0".getBytes(UTF_8));
            whole.update(new byte[2 * Long.BYTES]);
            assertThat(RequestDigest.of("", "", body)).isEqualTo(whole.digest(body.canonicalBytes()));
        }
    }

    private static String digest(String principal, String route, String body) {
        return HexFormat.of().formatHex(RequestDigest.of(principal, route, read(body)));
    }

    private static JsonValue read(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }
}
