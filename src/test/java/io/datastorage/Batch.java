package io.datastorage;

/**
 * Events that are posted together.
 *
 * @param first serial number of the first
 * @param body JSON
 */
record Batch(long first, int size, String body) {}
