package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class CanonicalPropertyTest {
    private static final int DOCUMENTS = 20_000;

    @Test
    void the_canonical_form_reads_back_to_the_same_document_and_to_the_same_bytes() {
        forEachDocument((document, _) -> {
            JsonValue again = read(document.canonical());
            assertThat(again).isEqualTo(document);
            assertThat(again.canonicalBytes()).isEqualTo(document.canonicalBytes());
        });
    }

    @Test
    void whatever_notation_a_client_chooses_the_bytes_are_the_same() {
        forEachDocument((document, random) -> assertThat(read(new Reencoder(random).write(document)).canonical())
                .isEqualTo(document.canonical()));
    }

    private static JsonValue read(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }

    private interface Property {
        void holdsFor(JsonValue document, Random random);
    }

    private static void forEachDocument(Property property) {
        long firstSeed = System.nanoTime();
        for (long seed = firstSeed; seed < firstSeed + DOCUMENTS; seed++) {
            var random = new Random(seed);
            JsonValue document = new RandomJson(random).document();
            try {
                property.holdsFor(document, random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + document.canonical(), e);
            }
        }
    }
}
