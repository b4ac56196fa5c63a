package io.datastorage.ledger;

/**
 * Who the log is.
 *
 * @param epoch 0 and up; a log that was rolled back on purpose goes on in the next
 * @param origin of its checkpoints, {@code host/log-uuid/epoch}
 */
public record LogIdentity(int epoch, String origin) {
    /** The same log in another epoch. */
    public LogIdentity in(int another) {
        return new LogIdentity(another, log() + another);
    }

    /** Whether both are one log, perhaps in different epochs. */
    public boolean isSameLog(LogIdentity other) {
        return log().equals(other.log());
    }

    private String log() {
        return origin.substring(0, origin.lastIndexOf('/') + 1);
    }
}
