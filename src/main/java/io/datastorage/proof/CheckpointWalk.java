package io.datastorage.proof;

import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogInspection.Released;
import io.datastorage.log.VerifierKey;
import io.datastorage.proof.LogFinding.Kind;
import io.datastorage.proof.SignedCheckpoints.Read;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A walk through the stored checkpoints: each must be signed by a key of the log and be of its tree. */
final class CheckpointWalk {
    private static final int AT_ONCE = 64;

    private final LogInspection inspection;
    private final SignedCheckpoints stored;
    private final LogTree tree;
    private final Consumer<LogFinding> findings;
    private @Nullable Released last;

    CheckpointWalk(LogInspection inspection, SignedCheckpoints stored, LogTree tree, Consumer<LogFinding> findings) {
        this.inspection = inspection;
        this.stored = stored;
        this.tree = tree;
        this.findings = findings;
    }

    /**
     * Checks the next checkpoints.
     *
     * @return how many; 0 at the end
     */
    int step() {
        List<Released> some = inspection.checkpointsAfter(last, AT_ONCE);
        if (some.isEmpty()) {
            return 0;
        }
        Set<VerifierKey> keys = stored.keys();
        Optional<LogIdentity> identity = stored.identity();
        for (Released released : some) {
            String wrong = SignedCheckpoints.read(released.note())
                    .map(read -> wrong(released, read, keys, identity))
                    .orElse("is not the text of a checkpoint.");
            if (!wrong.isEmpty()) {
                findings.accept(new LogFinding(Kind.CHECKPOINT, null,
                        "The stored checkpoint of %,d records ".formatted(released.size()) + wrong));
            }
        }
        last = some.getLast();
        return some.size();
    }

    private String wrong(Released released, Read read, Set<VerifierKey> keys, Optional<LogIdentity> identity) {
        if (read.checkpoint().size() != released.size()) {
            return "has the text of another size.";
        }
        if (keys.stream().noneMatch(key -> key.verifies(read.note()))) {
            return "was not signed by a key of the log.";
        }
        if (identity.isEmpty() || identity.get().epoch() != released.epoch()) {
            return "";
        }
        if (!identity.get().origin().equals(read.checkpoint().origin())) {
            return "is another log's.";
        }
        return tree.root(released.size()).filter(root -> !Arrays.equals(root, read.checkpoint().root())).isPresent()
                ? "has another root than the log had at that size."
                : "";
    }
}
