package io.datastorage.ledger;

/**
 * Who the log is.
 *
 * @param epoch 0 and up; a log that was rolled back on purpose goes on in the next
 * @param origin of its checkpoints, {@code host/log-uuid/epoch}
 */
public record LogIdentity(int epoch, String origin) {}
