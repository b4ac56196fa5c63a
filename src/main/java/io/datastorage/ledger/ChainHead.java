package io.datastorage.ledger;

/**
 * The newest record of a chain.
 *
 * @param chainSeq its number in the chain; the chain has one record more
 * @param logIndex its place in the log
 * @param firstLogIndex where the chain begins
 * @param eventHash 32 bytes
 */
public record ChainHead(
        String correlationId, long chainSeq, long logIndex, long firstLogIndex, byte[] eventHash) {}
