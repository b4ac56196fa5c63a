package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Entry;
import io.datastorage.event.Placement;
import io.datastorage.ledger.ChainHead;
import io.datastorage.proof.ChainReport.Finding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The check of one chain, record by record in log order. */
final class ChainCheck {
    private static final Logger log = LoggerFactory.getLogger(ChainCheck.class);
    private static final int MOST_FINDINGS = 1_000;

    private final String correlationId;
    private final Optional<ChainHead> head;
    private final Function<byte[], Optional<AuditRecord>> byHash;
    private final List<Finding> findings = new ArrayList<>();
    private long present;
    private long sound;
    /** The number that follows the last sound record. */
    private long next;
    /** Changed records since then; what they say their numbers are is not to be believed. */
    private long changed;
    private byte @Nullable [] lastHash;

    /**
     * @param head the chain's newest record, read before the records
     * @param byHash finds a record by its event hash anywhere in the log
     */
    ChainCheck(String correlationId, Optional<ChainHead> head, Function<byte[], Optional<AuditRecord>> byHash) {
        this.correlationId = correlationId;
        this.head = head;
        this.byHash = byHash;
    }

    /** Checks the next record. */
    void record(AuditRecord record) {
        present++;
        byte @Nullable [] computed = hash(record);
        if (computed == null || !Arrays.equals(computed, record.eventHash())) {
            changed++;
            find(record, computed, "The stored columns do not give the stored hash: the record was changed.");
            return;
        }
        Placement placement = record.placement();
        if (placement.chainSeq() < next) {
            find(record, computed, "Number %d of the chain stands where number %d should be."
                    .formatted(placement.chainSeq(), next));
            return;
        }
        if (placement.chainSeq() > next + changed) {
            missing(next + changed, placement.chainSeq() - 1, placement.previousEventHash());
        }
        if (placement.chainSeq() == next && !Arrays.equals(placement.previousEventHash(), lastHash)) {
            find(record, computed, "The record does not name the hash of the record before it: one of the two was"
                    + " replaced.");
        } else if (head.isPresent() && placement.chainSeq() == head.get().chainSeq()
                && !Arrays.equals(head.get().eventHash(), computed)) {
            find(record, head.get().eventHash(), "The chain's head names another hash for this record.");
        } else {
            sound++;
        }
        next = placement.chainSeq() + 1;
        changed = 0;
        lastHash = computed;
    }

    /** Whether records were found that this head knows nothing of. */
    boolean isBeyond(Optional<ChainHead> known) {
        return next > known.map(h -> h.chainSeq() + 1).orElse(0L);
    }

    /** The report, once every record was checked. */
    ChainReport report(Optional<ChainHead> newest) {
        long length = head.map(h -> h.chainSeq() + 1).orElse(0L);
        if (length > next + changed) {
            missing(next + changed, length - 1, head.map(ChainHead::eventHash).orElse(null));
        }
        if (isBeyond(newest)) {
            add(new Finding(null, null, null, null, null,
                    "The chain has records up to number %d, but its head is %s: the head was removed or set back."
                            .formatted(next - 1, newest.map(h -> "number " + h.chainSeq()).orElse("missing"))));
        }
        return new ChainReport(correlationId, Math.max(present, length), sound, findings);
    }

    /** Records of the chain are not where they should be: the last of them is looked for in the whole log. */
    private void missing(long from, long until, byte @Nullable [] wanted) {
        Optional<AuditRecord> elsewhere = wanted == null ? Optional.empty() : byHash.apply(wanted);
        String which = from == until
                ? "Number %d of the chain is".formatted(from)
                : "Numbers %d to %d of the chain are".formatted(from, until);
        if (elsewhere.isPresent()) {
            find(elsewhere.get(), wanted, which + " missing. A record elsewhere in the log has the hash of the last"
                    + " of them: its correlation id or its place was changed.");
        } else {
            add(new Finding(null, null, wanted, null, lastHash, which + " missing from the log."));
        }
    }

    private void find(AuditRecord record, byte @Nullable [] expected, String message) {
        add(new Finding(record.placement().eventId(), record.event().eventTimestamp(), expected, record.eventHash(),
                record.placement().previousEventHash(), message));
    }

    private void add(Finding finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }

    /** The hash that the columns give; null if they give none, which no record that was appended does. */
    private static byte @Nullable [] hash(AuditRecord record) {
        try {
            return Entry.hash(Entry.of(record));
        } catch (RuntimeException e) {
            log.warn("Record {} cannot be encoded: {}", record.placement().logIndex(), e.toString());
            return null;
        }
    }
}
