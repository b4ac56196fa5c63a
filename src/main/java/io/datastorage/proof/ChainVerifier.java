package io.datastorage.proof;

import io.datastorage.ledger.ChainHead;
import io.datastorage.ledger.ChainReader;
import io.datastorage.ledger.LogEntries;
import org.springframework.stereotype.Component;

import java.util.Optional;

/**
 * Verifies a chain: every entry is rebuilt from the columns of its record and hashed, and links, numbering and the
 * chain's head are checked.
 */
@Component
class ChainVerifier {
    private final ChainReader reader;
    private final LogEntries entries;

    ChainVerifier(ChainReader reader, LogEntries entries) {
        this.reader = reader;
        this.entries = entries;
    }

    /** Verifies all that the log holds of this correlation; a correlation that it does not know is empty and valid. */
    ChainReport verify(String correlationId) {
        Optional<ChainHead> before = reader.head(correlationId);
        ChainCheck check = new ChainCheck(correlationId, before, entries::byHash);
        reader.forEach(correlationId, check::record);
        // Events may have arrived since the head was read; then there is a newer one now.
        Optional<ChainHead> after = check.isBeyond(before) ? reader.head(correlationId) : before;
        return check.report(after);
    }
}
