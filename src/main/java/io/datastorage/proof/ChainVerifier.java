package io.datastorage.proof;

import io.datastorage.ledger.ChainHead;
import io.datastorage.ledger.ChainReader;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.RecordCounts;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Optional;

/**
 * Verifies a chain: every entry is rebuilt from the columns of its record and hashed; the hash is compared with the tree
 * of the newest checkpoint; links, numbering and the chain's head are checked; and no log index may lack its record,
 * since a record that is gone may have been of any chain.
 */
@Component
class ChainVerifier {
    /** Longer than the usual pause between two signatures. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ChainReader reader;
    private final LogEntries entries;
    private final RecordCounts counts;
    private final LogTrees trees;

    ChainVerifier(ChainReader reader, LogEntries entries, RecordCounts counts, LogTrees trees) {
        this.reader = reader;
        this.entries = entries;
        this.counts = counts;
        this.trees = trees;
    }

    /**
     * Verifies all that the log holds of this correlation; a correlation that it does not know is empty, and valid if the
     * log is whole.
     */
    ChainReport verify(String correlationId) {
        Optional<ChainHead> before = reader.head(correlationId);
        LogTree tree = trees.open(PATIENCE);
        ChainCheck check = new ChainCheck(correlationId, before, tree, entries::byHash);
        reader.forEach(correlationId, check::record);
        // Events may have arrived since the head was read; then there is a newer one now.
        Optional<ChainHead> after = check.isBeyond(before) ? reader.head(correlationId) : before;
        return check.report(after, counts.gaps(tree.size()));
    }
}
