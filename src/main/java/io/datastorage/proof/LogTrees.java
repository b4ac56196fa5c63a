package io.datastorage.proof;

import io.datastorage.ledger.Deadline;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.Frontier;
import io.datastorage.log.Hashes;
import io.datastorage.log.MalformedException;
import io.datastorage.log.Tile;
import io.datastorage.log.TileReader;
import io.datastorage.proof.LogFinding.Kind;
import io.datastorage.proof.LogTree.Basis;
import io.datastorage.proof.LogTree.Part;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out what the log can be checked against: the checkpoint that this instance shows, which is the head that is held
 * outside the database; or where nothing is signed, the newest state.
 *
 * <p>When the stored tiles do not give that root, they are made again of the records. When these do not either, the
 * newest stored checkpoint is taken that is signed and that they give: the first changed leaf lies behind it.
 */
final class LogTrees {
    private final LogStates states;
    private final LogEntries entries;
    private final LogTiles tiles;
    private final LatestCheckpoint latest;
    private final SignedCheckpoints stored;
    private final Supplier<Optional<String>> mismatch;

    /** @param mismatch why this instance appends nothing, if it found another log than was signed */
    LogTrees(LogStates states, LogEntries entries, LogTiles tiles, LatestCheckpoint latest, SignedCheckpoints stored,
            Supplier<Optional<String>> mismatch) {
        this.states = states;
        this.entries = entries;
        this.tiles = tiles;
        this.latest = latest;
        this.stored = stored;
        this.mismatch = mismatch;
    }

    /**
     * The tree of the log as it is now.
     *
     * @param patience how long to wait for a signature that covers all of it
     */
    LogTree open(Duration patience) {
        List<LogFinding> findings = new ArrayList<>();
        mismatch.get().ifPresent(why -> findings.add(new LogFinding(Kind.HELD_HEAD, null,
                "This instance has stopped: " + why + ".")));
        LogSnapshot state = null;
        try {
            state = states.newest();
        } catch (LogMismatchException e) {
            findings.add(new LogFinding(Kind.ROOT, null, "The log has no state: " + e.getMessage() + "."));
        }
        long size = state == null ? entries.size() : state.size();
        Optional<Published> head = head(size, findings.isEmpty() ? patience : Duration.ZERO);
        if (head.isPresent()) {
            return signed(new LogSnapshot(head.get().size(), head.get().root()), state, size, findings);
        }
        Part part = state == null ? null : fitting(state, "the newest state", findings);
        return new LogTree(new Basis(false, size), findings, size, part, null);
    }

    private Optional<Published> head(long size, Duration patience) {
        Optional<Published> now = latest.get();
        return !latest.isExpected() || patience.isZero() || (now.isPresent() && now.get().size() >= size)
                ? now
                : latest.await(size, Deadline.in(patience)).or(latest::get);
    }

    private LogTree signed(LogSnapshot head, @Nullable LogSnapshot state, long size, List<LogFinding> findings) {
        Basis basis = new Basis(true, head.size());
        // Read again, since the log may have grown while a signature was waited for.
        if (head.size() > size && entries.size() < head.size()) {
            findings.add(new LogFinding(Kind.HELD_HEAD, size,
                    "The log is behind its checkpoint: %,d records were signed, and its newest state has %,d. It was"
                            .formatted(head.size(), size)
                            + " restored from an older copy, or its end was removed."));
            return gives(tiles, head)
                    ? new LogTree(basis, findings, head.size(), Part.of(head, tiles), null)
                    : new LogTree(basis, findings, size, earlier(head, size, findings), null);
        }
        Part proven = fitting(head, "the checkpoint", findings);
        if (proven == null) {
            proven = earlier(head, head.size(), findings);
        } else if (state != null && state.size() > head.size()) {
            return new LogTree(basis, findings, size, proven, tail(head, state, findings));
        }
        return new LogTree(basis, findings, Math.max(size, head.size()), proven, null);
    }

    private @Nullable Part tail(LogSnapshot head, LogSnapshot state, List<LogFinding> findings) {
        Part tail = fitting(state, "the newest state", findings);
        if (tail != null && !gives(tail.tiles(), head)) {
            findings.add(new LogFinding(Kind.ROOT, null,
                    "The newest state, of %,d records, does not extend the checkpoint of %,d records."
                            .formatted(state.size(), head.size())));
            return null;
        }
        return tail;
    }

    /** The tree of a head, if the tiles give its root as they stand or made again. */
    private @Nullable Part fitting(LogSnapshot head, String name, List<LogFinding> findings) {
        if (gives(tiles, head)) {
            return Part.of(head, tiles);
        }
        RebuiltTiles rebuilt = new RebuiltTiles(tiles);
        if (gives(rebuilt, head)) {
            Part part = Part.of(head, rebuilt);
            changedTiles(part, findings);
            return part;
        }
        findings.add(new LogFinding(Kind.ROOT, null, "The log does not give the root of %s, of %,d records."
                .formatted(name, head.size())));
        return null;
    }

    /** Names those of the stored tiles that the root depends on directly. */
    private void changedTiles(Part part, List<LogFinding> findings) {
        for (int level = 0; part.size() >> (8 * (level + 1)) > 0 && level < Long.BYTES - 1; level++) {
            long full = part.size() >> (8 * (level + 1));
            for (long index = full - full % Tile.WIDTH; index < full; index++) {
                if (!Arrays.equals(stored(level, index), part.tiles().read(level, index, Tile.WIDTH))) {
                    findings.add(new LogFinding(Kind.TILE, index << (8 * (level + 1)),
                            "The stored tile %d of level %d is not the one that its records give."
                                    .formatted(index, level)));
                }
            }
        }
    }

    private byte[] stored(int level, long index) {
        try {
            return tiles.read(level, index, Tile.WIDTH);
        } catch (LogMismatchException e) {
            return new byte[0];
        }
    }

    /**
     * The tree of the newest signed checkpoint that the log still gives.
     *
     * @param size of the log, if that is less than the head's
     */
    private @Nullable Part earlier(LogSnapshot head, long size, List<LogFinding> findings) {
        List<LogSnapshot> candidates = stored.below(Math.min(head.size(), size + 1));
        int fits = candidates.size();
        // A log that gives a checkpoint gives all smaller ones, unless it was changed in several places.
        for (int low = 0, high = candidates.size() - 1; low <= high;) {
            int middle = (low + high) >>> 1;
            if (gives(tiles, candidates.get(middle))) {
                fits = middle;
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        if (fits == candidates.size()) {
            return null;
        }
        LogSnapshot good = candidates.get(fits);
        if (fits == 0 && size < head.size()) {
            // It ends before the head, and nothing says that any of its leaves was changed.
            return Part.of(good, tiles);
        }
        long bad = fits == 0 ? head.size() : candidates.get(fits - 1).size();
        findings.add(new LogFinding(Kind.ROOT, null,
                "The log gives the root of the stored checkpoint of %,d records and not that of the one of %,d: the first"
                        .formatted(good.size(), bad)
                        + " changed leaf of the tree is one of the log indexes %d to %d."
                                .formatted(good.size(), bad - 1)));
        return Part.of(good, tiles);
    }

    private static boolean gives(TileReader tiles, LogSnapshot head) {
        try {
            return Arrays.equals(head.size() == 0 ? Hashes.empty() : Frontier.of(head.size(), tiles).root(),
                    head.root());
        } catch (LogMismatchException | MalformedException e) {
            return false;
        }
    }
}
