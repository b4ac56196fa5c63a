package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Where a search stands between two pages: what a cursor carries.
 *
 * @param size the log size that bounds the search; records appended later are not in it
 * @param timestamp rows still to come are before {@code (timestamp, logIndex)}; null in the order of the log
 * @param logIndex see {@code timestamp}; in the order of the log, the first index still to come
 * @param skip matches still to be skipped, when an offset could not be skipped within the budget
 * @param total matches in the whole search as counted for its first page
 * @param totalIsExact whether {@code total} is more than a lower bound
 */
public record Position(
        long size, @Nullable Instant timestamp, long logIndex, int skip, long total, boolean totalIsExact) {}
