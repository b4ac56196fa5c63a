package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Placement;
import io.datastorage.ledger.LogInspection;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the chains stand that a walk through the log has passed: the newest record of each, as long as there is room, and
 * the hashes of records that are themselves bad, so that those that name them are not blamed.
 */
final class ChainLinks {
    private static final int CHAINS = 50_000;
    private static final int EXCUSES = 100_000;

    private final LogInspection inspection;
    private final Set<ByteBuffer> excused = new HashSet<>();
    private final Map<String, Newest> newest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Newest> eldest) {
            return size() > CHAINS;
        }
    };

    private record Newest(long logIndex, long chainSeq, byte[] hash) {}

    ChainLinks(LogInspection inspection) {
        this.inspection = inspection;
    }

    /** A record is bad or missing; the log had this event hash in its place. */
    void excuse(byte @Nullable [] hash) {
        if (hash != null && excused.size() < EXCUSES) {
            excused.add(ByteBuffer.wrap(hash));
        }
    }

    /**
     * Goes on to the next record, which is sound by itself.
     *
     * @return what is wrong with its link, for an auditor; empty if nothing is
     */
    Optional<String> next(AuditRecord record) {
        Placement placement = record.placement();
        String correlationId = record.event().correlationId();
        @Nullable
        Newest before = newest.get(correlationId);
        // The same records again, after a statement failed.
        if (before != null && before.logIndex >= placement.logIndex()) {
            return Optional.empty();
        }
        if (before == null && placement.chainSeq() > 0) {
            before = inspection.before(correlationId, placement.logIndex())
                    .map(r -> new Newest(r.placement().logIndex(), r.placement().chainSeq(), r.eventHash()))
                    .orElse(null);
        }
        newest.put(correlationId, new Newest(placement.logIndex(), placement.chainSeq(), record.eventHash()));
        byte @Nullable [] named = placement.previousEventHash();
        if (named == null && placement.chainSeq() == 0 && before == null) {
            return Optional.empty();
        }
        if (named != null && excused.contains(ByteBuffer.wrap(named))) {
            return Optional.empty();
        }
        boolean follows = named != null && before != null && placement.chainSeq() == before.chainSeq + 1
                && Arrays.equals(named, before.hash);
        return follows
                ? Optional.empty()
                : Optional.of("The record is number %d of its chain, and the record before it in the log is %s."
                        .formatted(placement.chainSeq(), before == null
                                ? "missing"
                                : before.chainSeq + 1 == placement.chainSeq()
                                        ? "another than it names"
                                        : "number " + before.chainSeq));
    }
}
