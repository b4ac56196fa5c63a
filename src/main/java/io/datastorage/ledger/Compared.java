package io.datastorage.ledger;

/**
 * That a database was found to be the log that was signed.
 *
 * @param server which run of which database server it was, see {@link LogStates.Seen}
 * @param held the log of the held head, with which it begins; of size 0 where none is held
 * @param origin of the log's checkpoints, {@code host/log-uuid/epoch}
 */
public record Compared(String server, LogSnapshot held, String origin) {}
