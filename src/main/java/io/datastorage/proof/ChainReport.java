package io.datastorage.proof;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the verification of one chain found.
 *
 * @param total events that the chain should have, or has if it has more
 * @param verified events with which nothing is wrong
 * @param findings what is wrong with the chain, in its order, then with the log as a whole; empty for a valid chain
 * @param basis what it was checked against
 */
record ChainReport(String correlationId, long total, long verified, List<Finding> findings, LogTree.Basis basis) {
    boolean isValid() {
        return findings.isEmpty();
    }

    /**
     * One thing that is wrong.
     *
     * @param logIndex the log index it is wrong with; null if there is none, or it cannot be told
     * @param eventId the event it is wrong with; null if the event is gone
     * @param expectedHash 32 bytes: what the hash should be, as far as that can be told
     * @param actualHash 32 bytes: what the record says its hash is
     * @param previousHash 32 bytes: the hash that the record names as its predecessor's
     * @param message for an auditor
     */
    record Finding(
            @Nullable Long logIndex,
            @Nullable UUID eventId,
            @Nullable Instant eventTimestamp,
            byte @Nullable [] expectedHash,
            byte @Nullable [] actualHash,
            byte @Nullable [] previousHash,
            String message) {
        static Finding of(LogFinding finding) {
            return new Finding(finding.logIndex(), null, null, null, null, null, finding.message());
        }
    }
}
