package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Event;
import io.datastorage.ledger.ChainHead;
import io.datastorage.ledger.Segment;
import io.datastorage.log.Tile;
import io.datastorage.proof.LogFinding.Kind;
import io.datastorage.proof.LogTree.Leaf;
import io.datastorage.proof.RecordCheck.Verdict;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A walk through the records in log order, some tiles' records at a time: each against the tree, its predecessor in the
 * chain, the chain's head and the ranges of its segment.
 */
final class RecordWalk {
    private static final int REMEMBERED = 10_000;

    private final RecordBatches batches;
    private final Consumer<LogFinding> findings;
    private final ChainLinks links;
    private final Set<String> chainsReported = new HashSet<>();
    private final Set<Long> segmentsReported = new HashSet<>();
    private LogTree tree;
    private long position;
    private long tileReported = -1;

    RecordWalk(RecordBatches batches, ChainLinks links, LogTree tree, Consumer<LogFinding> findings) {
        this.batches = batches;
        this.links = links;
        this.findings = findings;
        this.tree = tree;
    }

    /** Everything below this log index was checked. */
    long position() {
        return position;
    }

    /** Goes on in the tree of a larger log. */
    void extend(LogTree larger) {
        tree = larger;
    }

    /**
     * Checks the next records.
     *
     * @return how many; 0 at the end
     */
    int step() {
        if (position >= tree.coverable()) {
            return 0;
        }
        RecordBatch batch = batches.next(position, tree.coverable());
        int count = (int) (batch.end() - position);
        check(batch);
        return count;
    }

    private void check(RecordBatch batch) {
        List<AuditRecord> sound = new ArrayList<>();
        for (long index = position; index < batch.end(); index++) {
            check(index, batch.records().get(index), leaf(index)).ifPresent(sound::add);
        }
        links(sound);
        heads(sound, batch.heads());
        segments(sound, batch.segments());
        internal(sound, batch.internal());
        position = batch.end();
    }

    /** The record at a log index, if it is there and sound by itself. */
    private Optional<AuditRecord> check(long index, RecordBatch.@Nullable Read read, Leaf leaf) {
        byte @Nullable [] expected = leaf instanceof Leaf.Known(byte[] hash) ? hash : null;
        if (read == null) {
            findings.accept(new LogFinding(Kind.MISSING, index, "The log index has no record."));
            links.excuse(expected);
            return Optional.empty();
        }
        if (RecordCheck.of(read.record(), read.computed(), leaf) instanceof Verdict.Bad(Kind kind, _, String message)) {
            findings.accept(new LogFinding(kind, index, message));
            links.excuse(expected);
            links.excuse(read.record().eventHash());
            return Optional.empty();
        }
        return Optional.of(read.record());
    }

    private Leaf leaf(long index) {
        Leaf leaf = tree.leaf(index);
        if (leaf instanceof Leaf.Altered(long tile) && tile != tileReported) {
            tileReported = tile;
            findings.accept(new LogFinding(Kind.TILE, tile * Tile.WIDTH,
                    "The stored tile over this and the 255 next log indexes is not the tree's."));
        }
        return leaf;
    }

    private void links(List<AuditRecord> records) {
        for (AuditRecord record : records) {
            links.next(record).ifPresent(
                    message -> findings.accept(new LogFinding(Kind.LINK, record.placement().logIndex(), message)));
        }
    }

    private void heads(List<AuditRecord> records, Map<String, ChainHead> heads) {
        for (AuditRecord record : records) {
            String correlationId = record.event().correlationId();
            String wrong = wrong(heads.get(correlationId), record);
            if (wrong != null && chainsReported.size() < REMEMBERED && chainsReported.add(correlationId)) {
                findings.accept(new LogFinding(Kind.HEAD, record.placement().logIndex(), wrong));
            }
        }
    }

    private static @Nullable String wrong(@Nullable ChainHead head, AuditRecord record) {
        long number = record.placement().chainSeq();
        if (head == null) {
            return "The chain of the record has no head.";
        }
        if (head.chainSeq() < number) {
            return "The record is number %d of its chain, whose head is number %d: the head was set back."
                    .formatted(number, head.chainSeq());
        }
        if (head.chainSeq() == number && !Arrays.equals(head.eventHash(), record.eventHash())) {
            return "The head of the chain names another hash for the record.";
        }
        return number == 0 && head.firstLogIndex() != record.placement().logIndex()
                ? "The head of the chain says that it begins at log index %d.".formatted(head.firstLogIndex())
                : null;
    }

    private void segments(List<AuditRecord> records, List<Segment> segments) {
        @Nullable
        Segment segment = null;
        for (AuditRecord record : records) {
            long index = record.placement().logIndex();
            if (segment == null || index > segment.last()) {
                segment = segments.stream().filter(s -> s.first() <= index && index <= s.last()).findFirst()
                        .orElse(null);
            }
            if (segment == null) {
                if (segmentsReported.add(-1L)) {
                    findings.accept(new LogFinding(Kind.SEGMENT, index, "No segment holds the log index."));
                }
            } else if (!covers(segment, record) && segmentsReported.add(segment.first())) {
                findings.accept(new LogFinding(Kind.SEGMENT, index,
                        "The time ranges of the segment from log index %d on do not cover the record."
                                .formatted(segment.first())));
            }
        }
    }

    private void internal(List<AuditRecord> records, Set<Long> hidden) {
        for (AuditRecord record : records) {
            long index = record.placement().logIndex();
            boolean own = record.event().eventCategory().equals(Event.INTERNAL_CATEGORY);
            if (own != hidden.contains(index)) {
                findings.accept(new LogFinding(Kind.INTERNAL, index, own
                        ? "The record is one of the service itself, and is not marked so."
                        : "The record is marked as one of the service itself, which hides it from searches."));
            }
        }
    }

    private static boolean covers(Segment segment, AuditRecord record) {
        return segment.recorded() != null && segment.event() != null
                && segment.recorded().contains(Segment.Range.of(record.placement().recordedAt()))
                && segment.event().contains(Segment.Range.of(record.event().eventTimestamp()));
    }
}
