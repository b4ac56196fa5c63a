package io.datastorage.ledger;

/**
 * The log as it stood at one commit.
 *
 * @param size number of records
 * @param root of the Merkle tree, 32 bytes
 */
public record LogSnapshot(long size, byte[] root) {}
