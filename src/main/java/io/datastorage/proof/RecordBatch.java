package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.ChainHead;
import io.datastorage.ledger.Segment;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records that follow each other, and what is known of them elsewhere. That was read after the records, so it knows them.
 *
 * @param end the log index behind the last
 * @param records those that there are, by log index
 * @param heads the newest of each of their chains that has one, by correlation id
 * @param segments that they are in, oldest first
 * @param internal log indexes among them that searches leave out
 */
record RecordBatch(long end, Map<Long, Read> records, Map<String, ChainHead> heads, List<Segment> segments,
        Set<Long> internal) {
    /**
     * A record.
     *
     * @param record without its documents
     * @param computed the hash that its columns give, 32 bytes; null if they give none
     */
    record Read(AuditRecord record, byte @Nullable [] computed) {}
}
