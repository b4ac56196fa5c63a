package io.datastorage;

import java.time.Duration;

/**
 * What clients do.
 *
 * @param clients how many there are
 * @param fewest events in a batch
 * @param most events in a batch
 * @param repeatedPercent how many of 100 requests are sent again, up to three times and to any server, although one was
 *     acknowledged
 * @param retry what they do about a request that was not acknowledged
 * @param patience how long they wait for an answer
 * @param pauseMillis what each waits between two batches
 * @param seed of their random numbers
 */
public record Load(int clients, int fewest, int most, int repeatedPercent, Retry retry, Duration patience,
        long pauseMillis, long seed) {
    /** What is done about a request that was not acknowledged. */
    public enum Retry {
        /** Every second client sends it again until it is stopped, the others give up. */
        EVERY_SECOND,
        /** Sent again until the client is stopped. */
        ALWAYS,
        /** Sent three times, the pauses between are 1 s and 2 s. */
        LIKE_THE_GATEWAY;

        /** How long the pause is after so many tries; negative if it is given up. */
        long pauseMillis(int client, int tries) {
            return switch (this) {
                case EVERY_SECOND -> client % 2 == 0 ? 20 : -1;
                case ALWAYS -> 20;
                case LIKE_THE_GATEWAY -> tries < 3 ? tries * 1_000L : -1;
            };
        }
    }

    static Load of(int clients, int batchEvents) {
        return new Load(clients, batchEvents, batchEvents, 0, Retry.EVERY_SECOND, Duration.ofMinutes(2), 0, 0);
    }

    /** Small and large batches, sent until they are acknowledged, and a fifth of them afterwards. */
    public static Load mixed(int clients, int most, long seed) {
        return new Load(clients, 1, most, 20, Retry.ALWAYS, Duration.ofSeconds(10), 0, seed);
    }

    /** The same with another answer to a refusal. */
    public Load retrying(Retry other) {
        return new Load(clients, fewest, most, repeatedPercent, other, patience, pauseMillis, seed);
    }

    /** The same by clients that wait for so long. */
    public Load within(Duration other) {
        return new Load(clients, fewest, most, repeatedPercent, retry, other, pauseMillis, seed);
    }

    /** The same by clients that wait between two batches. */
    public Load pausing(long millis) {
        return new Load(clients, fewest, most, repeatedPercent, retry, patience, millis, seed);
    }
}
