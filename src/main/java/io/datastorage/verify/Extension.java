package io.datastorage.verify;

import io.datastorage.log.CheckedTiles;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Proofs;
import io.datastorage.log.TileReader;

import java.util.Arrays;

/** Whether a log only grew between two checkpoints. */
final class Extension {
    private Extension() {}

    /** Stops if the two cannot be of one log that grew, whatever its tiles hold. */
    static void requireSuccession(Checkpoint older, Checkpoint newer) {
        if (!older.origin().equals(newer.origin())) {
            throw StoppedException.found("the checkpoints are of two logs: %s and %s", older.origin(), newer.origin());
        }
        if (newer.size() < older.size()) {
            throw StoppedException.found("the log is shorter than it was: size %d, after size %d", newer.size(),
                    older.size());
        }
        if (newer.size() == older.size() && !Arrays.equals(newer.root(), older.root())) {
            throw forked(older, newer);
        }
    }

    /** Stops unless the tiles of the newer log show that it begins with the older one. */
    static void check(Checkpoint older, Checkpoint newer, TileReader untrusted) {
        requireSuccession(older, newer);
        byte[] root = StoppedException.at("the log of size " + newer.size(),
                () -> Proofs.root(older.size(), new CheckedTiles(newer.size(), newer.root(), untrusted)));
        if (!Arrays.equals(root, older.root())) {
            throw forked(older, newer);
        }
    }

    private static StoppedException forked(Checkpoint older, Checkpoint newer) {
        return StoppedException.found("the log of size %d does not begin with the one of size %d that was signed "
                + "before: it was rewritten or forked. Keep both checkpoints; together they prove it", newer.size(),
                older.size());
    }
}
