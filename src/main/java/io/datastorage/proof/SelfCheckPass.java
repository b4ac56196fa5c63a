package io.datastorage.proof;

import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One pass over the whole log, in short steps: its outline, its records, the heads of chains, the stored checkpoints. A
 * step that fails because the database is away can be tried again. Not safe for threads.
 */
final class SelfCheckPass {
    private final LogInspection inspection;
    private final LogEntries entries;
    private final Consumer<LogFinding> findings;
    private final RecordWalk records;
    private final HeadWalk heads;
    private final CheckpointWalk checkpoints;
    private Phase phase = Phase.OUTLINE;
    private LogTree tree;

    private enum Phase {
        OUTLINE, RECORDS, HEADS, CHECKPOINTS, DONE
    }

    private SelfCheckPass(LogInspection inspection, LogEntries entries, SignedCheckpoints stored, int threads,
            LogTree tree, Consumer<LogFinding> findings) {
        this.inspection = inspection;
        this.entries = entries;
        this.findings = findings;
        this.tree = tree;
        this.records = new RecordWalk(new RecordBatches(entries, inspection, threads), new ChainLinks(inspection), tree,
                findings);
        this.heads = new HeadWalk(inspection, entries, findings);
        this.checkpoints = new CheckpointWalk(inspection, stored, tree, findings);
    }

    /**
     * What passes are made of.
     *
     * @param threads that read records and hash them
     */
    record Sources(LogTrees trees, LogInspection inspection, LogEntries entries, SignedCheckpoints stored,
            int threads) {
        /** Begins a pass over the log as it is now. */
        SelfCheckPass begin(Consumer<LogFinding> findings) {
            LogTree tree = trees.open(Duration.ZERO);
            tree.findings().forEach(findings);
            return new SelfCheckPass(inspection, entries, stored, threads, tree, findings);
        }
    }

    /** The log that is being checked. */
    LogTree tree() {
        return tree;
    }

    /** Records below this log index were checked. */
    long position() {
        return records.position();
    }

    /** Whether the whole log was checked. */
    boolean isDone() {
        return phase == Phase.DONE;
    }

    /**
     * Goes on.
     *
     * @return how many rows were looked at
     */
    int step() {
        return switch (phase) {
            case OUTLINE -> {
                Outline.check(inspection, entries, findings);
                phase = Phase.RECORDS;
                yield 1;
            }
            case RECORDS -> next(records.step(), Phase.HEADS);
            case HEADS -> next(heads.step(), Phase.CHECKPOINTS);
            case CHECKPOINTS -> next(checkpoints.step(), Phase.DONE);
            case DONE -> records.step();
        };
    }

    /** After the pass: goes on with what was appended since. */
    void extend(LogTree larger) {
        tree = larger;
        larger.findings().forEach(findings);
        records.extend(larger);
    }

    private int next(int rows, Phase after) {
        if (rows == 0) {
            phase = after;
        }
        return rows;
    }
}
