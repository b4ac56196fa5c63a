package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One page of a search.
 *
 * @param leftOut matches among the records that the service itself wrote and that were not asked for
 * @param partial the budget ended before the page was full; {@code next} goes on where it stopped
 * @param hasMore whether rows may follow
 * @param next where the next page begins; null after the last page, except in the order of the log, where it is where
 *     records appended later will be found
 */
public record Page(
        List<AuditRecord> records,
        long total,
        boolean totalIsExact,
        long leftOut,
        boolean hasMore,
        boolean partial,
        @Nullable Position next) {}
