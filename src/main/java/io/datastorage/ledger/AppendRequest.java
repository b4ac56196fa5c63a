package io.datastorage.ledger;

import io.datastorage.event.PreparedEvent;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The events of one request: stored together or not at all, next to each other in the log.
 *
 * @param events at least one
 * @param identity by what a repetition is recognised; null switches replay protection off for this request
 * @param bytes the size of the request body, for the queue's bound
 */
public record AppendRequest(List<PreparedEvent> events, @Nullable RequestIdentity identity, long bytes) {}
