package io.datastorage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.ledger.Position;
import io.datastorage.web.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;

class CursorTest {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final byte[] SEARCH = new byte[Cursor.SEARCH_BYTES];

    @Test
    void a_cursor_comes_back_as_it_went_out() throws InvalidParameterException {
        for (var cursor : new Cursor[]{
                cursor(null, null, new Position(0, null, 0, 0, 0, true)),
                cursor(FIRST, LAST, new Position(Long.MAX_VALUE, LAST, Long.MAX_VALUE, Integer.MAX_VALUE, 7, false)),
                cursor(null, LAST, new Position(9, Instant.parse("2026-01-07T10:00:00.123456Z"), 3, 1, 9, true))}) {
            var decoded = Cursor.decode(cursor.encode());
            assertThat(decoded).usingRecursiveComparison().isEqualTo(cursor);
            assertThat(decoded.continues(SEARCH)).isTrue();
            assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AA", "AQ", "!", "a b", "AAAA====", "null", "é", "1234567890"})
    void what_is_no_cursor_is_refused(String text) {
        assertRefused(text);
    }

    @Test
    void every_truncation_and_extension_is_refused() {
        var text = cursor(FIRST, LAST, new Position(9, LAST, 3, 1, 9, true)).encode();
        for (int length = 0; length < text.length(); length++) {
            assertRefused(text.substring(0, length));
        }
        assertRefused(text + "AAAA");
    }

    @Test
    void another_version_is_refused() {
        var bytes = bytes();
        bytes[0] = 2;
        assertRefused(Base64.getUrlEncoder().encodeToString(bytes));
    }

    @Test
    void numbers_out_of_range_are_refused() {
        assertRefused(cursor(null, null, new Position(-1, null, 0, 0, 0, true)).encode());
        assertRefused(cursor(null, null, new Position(5, null, -1, 0, 0, true)).encode());
        assertRefused(cursor(null, null, new Position(5, null, 6, 0, 0, true)).encode());
        assertRefused(cursor(null, null, new Position(5, null, 0, -1, 0, true)).encode());
        assertRefused(cursor(null, null, new Position(5, null, 0, 0, -1, true)).encode());
        assertRefused(cursor(null, null, new Position(5, null, 0, 0, 6, true)).encode());
    }

    @Test
    void times_out_of_range_are_refused() {
        for (long micros : new long[]{Long.MIN_VALUE, Long.MAX_VALUE}) {
            var bytes = bytes();
            // Behind version, search and the flag of since.
            ByteBuffer.wrap(bytes).putLong(1 + Cursor.SEARCH_BYTES + 1, micros);
            assertRefused(Base64.getUrlEncoder().encodeToString(bytes));
        }
    }

    @Test
    void a_time_that_no_event_can_have_is_carried_as_the_nearest_one() throws InvalidParameterException {
        var tampered = cursor(null, null, new Position(5, Instant.MAX, 0, 0, 0, true));
        assertThat(Cursor.decode(tampered.encode()).position().timestamp()).isEqualTo(LAST);
    }

    @Test
    void whatever_the_bytes_are_a_decoded_cursor_is_in_range() {
        long seed = 20_260_107;
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            var bytes = bytes();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                bytes[random.nextInt(1, bytes.length)] = (byte) random.nextInt();
            }
            try {
                var position = Cursor.decode(Base64.getUrlEncoder().encodeToString(bytes)).position();
                assertThat(position.size()).isNotNegative();
                assertThat(position.logIndex()).isBetween(0L, position.size());
                assertThat(position.total()).isBetween(0L, position.size());
                assertThat(position.skip()).isNotNegative();
            } catch (InvalidParameterException refused) {
                assertThat(refused).hasMessageContaining("not a cursor");
            }
        }
    }

    private static byte[] bytes() {
        return Base64.getUrlDecoder().decode(cursor(FIRST, LAST, new Position(9, LAST, 3, 1, 9, true)).encode());
    }

    private static Cursor cursor(@Nullable Instant since, @Nullable Instant until, Position position) {
        return new Cursor(SEARCH, since, until, position);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(InvalidParameterException.class);
    }
}
