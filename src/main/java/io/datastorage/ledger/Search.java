package io.datastorage.ledger;

import java.time.Instant;
import java.util.List;

/**
 * A filter with the place where its matches can be.
 *
 * @param condition what a record must fulfil, beside its place
 * @param filter what the condition was made from
 * @param hidden log indexes that would match and are not shown, or would not
 * @param segments those that may hold matches, oldest first, clipped to the search's range of log indexes
 * @param windowed whether a segment is looked at in windows of a bounded number of records; false where an index leads
 *     to few records
 */
record Search(Condition condition, EventFilter filter, List<Long> hidden, List<Segment> segments, boolean windowed) {
    /**
     * Leaves out the segments that cannot hold a match, and clips the others.
     *
     * @param first the first log index to be searched
     * @param last the last
     */
    static Search of(EventFilter filter, List<Long> hidden, List<Segment> segments, long first, long last,
            boolean selective) {
        Condition condition = Condition.of(filter, hidden);
        List<Segment> within = segments.stream()
                .filter(s -> s.first() <= last && s.last() >= first && mayHold(s, filter))
                .map(s -> new Segment(
                        Math.max(s.first(), first), Math.min(s.last(), last), s.recorded(), s.event()))
                .toList();
        return new Search(condition, filter, hidden, within, !selective && !condition.onTimeOnly());
    }

    /**
     * Whether the newest matches are found by walking the index on time; false where the filter's own index may lead to
     * them sooner.
     */
    boolean walksTime() {
        return condition.onTimeOnly() || (windowed && filter.correlationId() == null);
    }

    /** Whether a segment may hold matches, by the times of its records. */
    static boolean mayHold(Segment segment, EventFilter filter) {
        Segment.Range range = segment.event();
        Instant since = filter.since();
        Instant until = filter.until();
        return range != null
                && (since == null || !range.until().isBefore(since))
                && (until == null || !range.from().isAfter(until));
    }
}
