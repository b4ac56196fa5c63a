package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Placement;
import io.datastorage.ledger.ChainHead;
import io.datastorage.ledger.RecordCounts.Gap;
import io.datastorage.log.Tile;
import io.datastorage.proof.ChainReport.Finding;
import io.datastorage.proof.RecordCheck.Verdict;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The check of one chain, record by record in log order. */
final class ChainCheck {
    private static final int MOST_FINDINGS = 1_000;

    private final String correlationId;
    private final Optional<ChainHead> head;
    private final LogTree tree;
    private final Function<byte[], Optional<AuditRecord>> byHash;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Long> alteredTiles = new HashSet<>();
    private long present;
    private long sound;
    /** The number that follows the last sound record. */
    private long next;
    /** Changed records since then; what they say their numbers are is not to be believed. */
    private long changed;
    private byte @Nullable [] lastHash;

    /**
     * @param head the chain's newest record, read before the records
     * @param tree what each record is checked against
     * @param byHash finds a record by its event hash anywhere in the log
     */
    ChainCheck(String correlationId, Optional<ChainHead> head, LogTree tree,
            Function<byte[], Optional<AuditRecord>> byHash) {
        this.correlationId = correlationId;
        this.head = head;
        this.tree = tree;
        this.byHash = byHash;
    }

    /** Checks the next record. */
    void record(AuditRecord record) {
        present++;
        switch (RecordCheck.of(record, tree)) {
            case Verdict.Bad(_, var expected, String message) -> {
                changed++;
                find(record, expected, message);
            }
            case Verdict.Sound(byte[] hash) -> link(record, hash, true);
            case Verdict.Unproven(byte[] hash) -> {
                unproven(record.placement().logIndex());
                // What arrived since the tree was opened is for the next verification to prove.
                link(record, hash, record.placement().logIndex() >= tree.size());
            }
        }
    }

    private void link(AuditRecord record, byte[] hash, boolean proven) {
        Placement placement = record.placement();
        if (placement.chainSeq() < next) {
            find(record, hash, "Number %d of the chain stands where number %d should be."
                    .formatted(placement.chainSeq(), next));
            return;
        }
        if (placement.chainSeq() > next + changed) {
            missing(next + changed, placement.chainSeq() - 1, placement.previousEventHash());
        }
        if (placement.chainSeq() == next && !Arrays.equals(placement.previousEventHash(), lastHash)) {
            find(record, hash, "The record does not name the hash of the record before it: one of the two was"
                    + " replaced.");
        } else if (head.isPresent() && placement.chainSeq() == head.get().chainSeq()
                && !Arrays.equals(head.get().eventHash(), hash)) {
            find(record, head.get().eventHash(), "The chain's head names another hash for this record.");
        } else if (proven) {
            sound++;
        }
        next = placement.chainSeq() + 1;
        changed = 0;
        lastHash = hash;
    }

    /** Says it once for each tile, and not at all where the tree as a whole is what is wrong. */
    private void unproven(long logIndex) {
        if (tree.leaf(logIndex) instanceof LogTree.Leaf.Altered(long tile) && alteredTiles.add(tile)) {
            add(new Finding(logIndex, null, null, null, null, null,
                    "The stored tile over the log indexes %d to %d is not the tree's: records in it cannot be proved."
                            .formatted(tile * Tile.WIDTH, (tile + 1) * Tile.WIDTH - 1)));
        }
    }

    /** Whether records were found that this head knows nothing of. */
    boolean isBeyond(Optional<ChainHead> known) {
        return next > known.map(h -> h.chainSeq() + 1).orElse(0L);
    }

    /**
     * The report, once every record was checked.
     *
     * @param newest the chain's head, read after the records
     * @param gaps where the log lacks records: one of this chain may have been there
     */
    ChainReport report(Optional<ChainHead> newest, List<Gap> gaps) {
        long length = head.map(h -> h.chainSeq() + 1).orElse(0L);
        if (length > next + changed) {
            missing(next + changed, length - 1, head.map(ChainHead::eventHash).orElse(null));
        }
        if (isBeyond(newest)) {
            add(new Finding(null, null, null, null, null, null,
                    "The chain has records up to number %d, but its head is %s: the head was removed or set back."
                            .formatted(next - 1, newest.map(h -> "number " + h.chainSeq()).orElse("missing"))));
        }
        tree.findings().forEach(finding -> add(Finding.of(finding)));
        for (Gap gap : gaps) {
            add(new Finding(gap.first(), null, null, null, null, null,
                    "Log index %d has no record%s; whichever chain it was of, the log is not whole."
                            .formatted(gap.first(), gap.missing() == 1
                                    ? ""
                                    : ", nor have %,d others up to log index %d"
                                            .formatted(gap.missing() - 1, gap.last()))));
        }
        return new ChainReport(correlationId, Math.max(present, length), sound, findings, tree.basis());
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
            add(new Finding(null, null, null, wanted, null, lastHash, which + " missing from the log."));
        }
    }

    private void find(AuditRecord record, byte @Nullable [] expected, String message) {
        add(new Finding(record.placement().logIndex(), record.placement().eventId(), record.event().eventTimestamp(),
                expected, record.eventHash(),
                record.placement().previousEventHash(), message));
    }

    private void add(Finding finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }
}
