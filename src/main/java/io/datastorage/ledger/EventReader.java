package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.EventId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads records and pages. A database that cannot be asked gives a {@code DataAccessException}.
 *
 * <p>No statement reads more than one segment and no transaction outlives a query: the log is append-only, so its
 * size, read first, is a snapshot.
 */
public final class EventReader {
    /** Up to this length, the records of a chain are read through its index at once. */
    private static final long SHORT_CHAIN = 10_000;

    private final JdbcTemplate jdbc;
    private final LogReads reads;
    private final QuerySettings settings;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public EventReader(DataSource dataSource, QuerySettings settings) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.reads = new LogReads(jdbc);
        this.settings = settings;
    }

    /** The record with this id. */
    public Optional<AuditRecord> byId(UUID eventId) {
        OptionalLong logIndex = EventId.logIndex(eventId);
        if (logIndex.isEmpty()) {
            return Optional.empty();
        }
        return jdbc.query(
                "SELECT " + EventColumns.LIST + " FROM audit_events WHERE log_index = ? AND event_id = ?",
                (row, _) -> RecordMapper.map(row), logIndex.getAsLong(), eventId)
                .stream().findFirst();
    }

    /** One page of a search. */
    public Page page(PageRequest request) {
        Position from = request.from();
        long size = reads.size();
        if (from != null && request.order() == PageRequest.Order.NEWEST_FIRST) {
            size = Math.min(size, from.size());
        }
        Budget budget = new Budget(settings);
        return switch (request.order()) {
            case NEWEST_FIRST -> newestFirst(request, size, from, budget);
            case LOG_INDEX -> logOrder(request, size, from, budget);
        };
    }

    private Page newestFirst(PageRequest request, long size, @Nullable Position from, Budget budget) {
        Search search = search(request.filter(), 0, size);
        int skip = from == null ? request.offset() : from.skip();
        int wanted = skip + request.limit() + 1;
        Key below = from == null || from.timestamp() == null ? null : new Key(from.timestamp(), from.logIndex());
        TimeWalk.Found found = new TimeWalk(jdbc, search, budget, settings.windowRows()).find(below, wanted);
        List<Key> keys = window(found.keys(), skip, request.limit());
        boolean more = found.keys().size() == wanted;
        LogWalk.Count total = total(search, size, from, skip + keys.size(), more || found.rest() != null, budget);
        Key rest = more ? keys.getLast() : found.rest();
        Position next = rest == null
                ? null
                // Every index is below the size: "after every record of this time" needs no larger one.
                : new Position(size, rest.timestamp(), Math.min(rest.logIndex(), size),
                        more ? 0 : Math.max(0, skip - found.keys().size()), total.count(), total.exact());
        List<AuditRecord> records = fetch(search.segments(), keys.stream().map(Key::logIndex).toList());
        return new Page(records, total.count(), total.exact(), leftOut(search), next != null, !more && next != null,
                next);
    }

    private Page logOrder(PageRequest request, long size, @Nullable Position from, Budget budget) {
        long first = from == null ? 0 : from.logIndex();
        int skip = from == null ? request.offset() : from.skip();
        int wanted = skip + request.limit() + 1;
        Search search = search(request.filter(), first, size);
        LogWalk.Found found = new LogWalk(jdbc, search, budget, settings.windowRows()).find(wanted);
        List<Long> indexes = window(found.logIndexes(), skip, request.limit());
        boolean more = found.logIndexes().size() == wanted;
        boolean partial = !more && found.rest() != null;
        LogWalk.Count total = total(search, size, from, skip + indexes.size(),
                more || partial || from != null, budget);
        long rest = more ? found.logIndexes().getLast() : found.rest() != null ? found.rest() : Math.max(first, size);
        Position next = new Position(size, null, rest,
                more ? 0 : Math.max(0, skip - found.logIndexes().size()), total.count(), total.exact());
        return new Page(fetch(search.segments(), indexes), total.count(), total.exact(), leftOut(search),
                more || partial, partial, next);
    }

    /** Where the matches of a filter can be, in a log of this size. */
    private Search search(EventFilter filter, long first, long size) {
        long last = size - 1;
        List<Long> hidden = InternalEvents.asked(filter) ? List.of() : InternalEvents.below(jdbc, size);
        boolean selective = filter.eventHash() != null || filter.eventId() != null;
        if (filter.eventId() != null) {
            long index = EventId.logIndex(filter.eventId()).orElse(Long.MAX_VALUE);
            first = Math.max(first, index);
            last = Math.min(last, index);
        }
        if (filter.correlationId() != null) {
            Optional<ChainHead> head = reads.head(filter.correlationId());
            first = Math.max(first, head.map(ChainHead::firstLogIndex).orElse(Long.MAX_VALUE));
            last = Math.min(last, head.map(ChainHead::logIndex).orElse(-1L));
            selective |= head.isPresent() && head.get().chainSeq() < SHORT_CHAIN;
        }
        return Search.of(filter, hidden, reads.segments(first, last), first, last, selective);
    }

    private LogWalk.Count total(
            Search search, long size, @Nullable Position from, long seen, boolean more, Budget budget) {
        if (Condition.of(search.filter(), List.of()).sql().isEmpty()) {
            return new LogWalk.Count(size - search.hidden().size(), true);
        }
        if (from != null) {
            return new LogWalk.Count(Math.max(from.total(), seen), from.totalIsExact() && from.size() == size);
        }
        if (!more) {
            return new LogWalk.Count(seen, true);
        }
        LogWalk.Count count = new LogWalk(jdbc, search, budget, settings.windowRows()).count(settings.totalCeiling());
        return new LogWalk.Count(Math.max(count.count(), seen), count.exact());
    }

    /** How many records of the whole search were not shown that the rest of the filter asks for. */
    private long leftOut(Search search) {
        List<Long> hidden = search.hidden();
        Condition condition = Condition.of(search.filter(), List.of());
        if (hidden.isEmpty() || condition.sql().isEmpty()) {
            return hidden.size();
        }
        long count = 0;
        for (Segment segment : reads.segments(hidden.getFirst(), hidden.getLast())) {
            long[] within = Search.mayHold(segment, search.filter()) ? within(segment, hidden) : new long[0];
            if (within.length > 0) {
                List<Object> parameters = new ArrayList<>(List.of(segment.first(), segment.last(), within));
                parameters.addAll(condition.parameters());
                count += Objects.requireNonNull(jdbc.queryForObject("""
                        SELECT count(*)
                          FROM audit_events
                         WHERE log_index >= ? AND log_index <= ? AND log_index = ANY (?)
                        """ + condition.sql(), Long.class, parameters.toArray()));
            }
        }
        return count;
    }

    private static long[] within(Segment segment, List<Long> indexes) {
        return indexes.stream().mapToLong(Long::longValue).filter(i -> i >= segment.first() && i <= segment.last())
                .toArray();
    }

    private List<AuditRecord> fetch(List<Segment> segments, List<Long> indexes) {
        Map<Long, AuditRecord> records = new HashMap<>();
        for (Segment segment : segments) {
            long[] within = within(segment, indexes);
            if (within.length > 0) {
                jdbc.query("SELECT " + EventColumns.LIST + """
                         FROM audit_events
                        WHERE log_index >= ? AND log_index <= ? AND log_index = ANY (?)
                        """,
                        row -> {
                            records.put(row.getLong("log_index"), RecordMapper.map(row));
                        },
                        segment.first(), segment.last(), within);
            }
        }
        return indexes.stream().map(records::get).filter(r -> r != null).toList();
    }

    private static <T> List<T> window(List<T> found, int skip, int limit) {
        int from = Math.min(skip, found.size());
        return new ArrayList<>(found.subList(from, Math.min(from + limit, found.size())));
    }
}
