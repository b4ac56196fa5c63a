package io.datastorage.ledger;

import io.datastorage.log.Proofs;
import io.datastorage.log.TileReader;

import java.util.List;
import java.util.Optional;

/** Proves receipts: the checkpoint that covers them, and for each the way from its leaf to that root. */
public final class ReceiptProofs {
    private final LatestCheckpoint latest;
    private final LogTiles tiles;

    /** Proofs from these tiles to what the signer releases. */
    public ReceiptProofs(LatestCheckpoint latest, LogTiles tiles) {
        this.latest = latest;
        this.tiles = tiles;
    }

    /**
     * Proofs of several receipts.
     *
     * @param size of the log that the checkpoint signs
     * @param checkpoint the signed note
     * @param inclusion for each receipt the inclusion proof (RFC 6962 §2.1.1), hashes of 32 bytes
     */
    public record Proven(long size, String checkpoint, List<List<byte[]>> inclusion) {}

    /**
     * Waits for a checkpoint that covers the receipts, and proves them.
     *
     * @return empty if none was signed in time
     * @throws LogMismatchException if the log lacks tiles
     */
    public Optional<Proven> prove(List<Receipt> receipts, Deadline deadline) {
        if (!latest.isExpected()) {
            return Optional.empty();
        }
        long last = receipts.stream().mapToLong(Receipt::logIndex).max().orElseThrow();
        return latest.await(last + 1, deadline).map(checkpoint -> {
            TileReader read = tiles.remembering();
            return new Proven(checkpoint.size(), checkpoint.note(), receipts.stream()
                    .map(receipt -> Proofs.inclusion(receipt.logIndex(), checkpoint.size(), read)).toList());
        });
    }
}
