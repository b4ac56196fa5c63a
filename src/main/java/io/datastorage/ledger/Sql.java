package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** How Java's types go to PostgreSQL's. */
final class Sql {
    private Sql() {}

    /** An instant as the driver takes it for {@code timestamptz}, whatever the session's time zone. */
    static OffsetDateTime timestamptz(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** An instant read from {@code timestamptz}. */
    static @Nullable Instant instant(@Nullable OffsetDateTime timestamptz) {
        return timestamptz == null ? null : timestamptz.toInstant();
    }
}
