package io.datastorage.proof;

import io.datastorage.ledger.ChainHead;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogInspection.ChainPlace;
import io.datastorage.proof.LogFinding.Kind;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A walk through the heads of chains: each must be a record of the log. */
final class HeadWalk {
    /** Neighbouring heads are of records all over the log, so this is a statement for each segment. */
    private static final int AT_ONCE = 1_024;

    private final LogInspection inspection;
    private final LogEntries entries;
    private final Consumer<LogFinding> findings;
    private @Nullable ChainHead last;

    HeadWalk(LogInspection inspection, LogEntries entries, Consumer<LogFinding> findings) {
        this.inspection = inspection;
        this.entries = entries;
        this.findings = findings;
    }

    /**
     * Checks the next heads.
     *
     * @return how many; 0 at the end
     */
    int step() {
        List<ChainHead> heads = inspection.headsAfter(last, AT_ONCE);
        if (heads.isEmpty()) {
            return 0;
        }
        Map<Long, ChainPlace> records = inspection.chainPlaces(heads.stream().map(ChainHead::logIndex).toList());
        long size = entries.size();
        for (ChainHead head : heads) {
            ChainPlace record = records.get(head.logIndex());
            if (record == null ? head.logIndex() < 0 || head.logIndex() >= size : !isOf(head, record)) {
                findings.accept(new LogFinding(Kind.HEAD, head.logIndex(),
                        "The head of a chain, number %d, names this log index, which %s.".formatted(head.chainSeq(),
                                record == null ? "the log has not" : "is another record's")));
            }
        }
        last = heads.getLast();
        return heads.size();
    }

    private static boolean isOf(ChainHead head, ChainPlace record) {
        return head.correlationId().equals(record.correlationId())
                && head.chainSeq() == record.chainSeq()
                && Arrays.equals(head.eventHash(), record.eventHash());
    }
}
