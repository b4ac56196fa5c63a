package io.datastorage.verify;

import java.security.MessageDigest;

/**
 * What entries say of themselves, followed in log order: {@code log_index} ascends, {@code recorded_at} never goes back,
 * each record names the hash of the one before it in its chain, and chains are numbered from 0 without gaps.
 */
final class History {
    private final Demands demands;
    private final ChainTable chains;
    private long nextIndex;
    private String recordedAt;
    private long omissions;

    /**
     * What must be there.
     *
     * @param everyRecord whether the log indexes have no gaps
     * @param wholeChains whether each chain begins at 0 and has no gaps
     */
    record Demands(boolean everyRecord, boolean wholeChains) {}

    /**
     * A history that goes on.
     *
     * @param chains as they are before its first entry
     * @param nextIndex the first log index that may come
     * @param recordedAt of the entry before, empty if there is none
     */
    History(Demands demands, ChainTable chains, long nextIndex, String recordedAt) {
        this.demands = demands;
        this.chains = chains;
        this.nextIndex = nextIndex;
        this.recordedAt = recordedAt;
    }

    /**
     * Goes on by one entry.
     *
     * @param where it stands, for messages
     */
    void add(Entry entry, String where) {
        long index = entry.logIndex();
        if (demands.everyRecord ? index != nextIndex : index < nextIndex) {
            throw StoppedException.found("%s: log_index is %d where %d is due%s", where, index, nextIndex,
                    demands.everyRecord ? "" : " or a later one");
        }
        if (entry.recordedAt().compareTo(recordedAt) < 0) {
            throw StoppedException.found("%s: log_index %d has recorded_at %s, before that of its predecessor, %s",
                    where, index, entry.recordedAt(), recordedAt);
        }
        follow(entry, where);
        nextIndex = index + 1;
        recordedAt = entry.recordedAt();
    }

    private void follow(Entry entry, String where) {
        ChainTable.Head head = chains.find(entry.correlationId());
        long due = head == null ? 0 : head.chainSeq() + 1;
        if (entry.chainSeq() < due || (entry.chainSeq() > due && demands.wholeChains)) {
            throw StoppedException.found("%s: log_index %d has chain_seq %d where its chain has %d due%s", where,
                    entry.logIndex(), entry.chainSeq(), due,
                    head == null ? "" : ", after log_index " + head.logIndex());
        }
        if (entry.chainSeq() > due) {
            omissions++;
        } else if (head != null && !MessageDigest.isEqual(entry.previous(), head.hash())) {
            throw StoppedException
                    .found("%s: log_index %d does not name the hash of the record before it in its chain, "
                            + "log_index %d: one of the two was changed", where, entry.logIndex(), head.logIndex());
        }
        chains.put(entry.correlationId(), new ChainTable.Head(entry.chainSeq(), entry.logIndex(), entry.hash()));
    }

    ChainTable chains() {
        return chains;
    }

    /** The log index after the last entry. */
    long nextIndex() {
        return nextIndex;
    }

    /** {@code recorded_at} of the last entry, empty if there is none. */
    String recordedAt() {
        return recordedAt;
    }

    /** How often records of a chain are missing before one that is there. */
    long omissions() {
        return omissions;
    }
}
