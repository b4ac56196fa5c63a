package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One page of a search.
 *
 * @param limit 1 to 1000
 * @param offset matches to skip before the first row; 0 when {@code from} is given
 * @param from where the page before stopped; null for a first page
 */
public record PageRequest(EventFilter filter, Order order, int limit, int offset, @Nullable Position from) {
    /** In what order a search walks the log. */
    public enum Order {
        /** {@code event_timestamp DESC, log_index DESC}. */
        NEWEST_FIRST,
        /** The order in which records were appended, oldest first. */
        LOG_INDEX
    }
}
