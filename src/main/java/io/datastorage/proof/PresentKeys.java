package io.datastorage.proof;

import io.datastorage.ledger.LogMismatchException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The keys in the epoch that the log is in. Which that is, only the held head says, so it is not known before that was
 * read once; it does not change while the service runs.
 */
final class PresentKeys {
    private final SigningKeys configured;
    private final CompletableFuture<SigningKeys> present = new CompletableFuture<>();

    /** @param configured in the epoch of the origin beside them */
    PresentKeys(SigningKeys configured) {
        this.configured = configured;
    }

    SigningKeys configured() {
        return configured;
    }

    /** In the present epoch; empty before that is known. */
    Optional<SigningKeys> get() {
        return Optional.ofNullable(present.getNow(null));
    }

    /** In the present epoch; empty if that is not known in time. */
    Optional<SigningKeys> await(Duration patience) {
        try {
            return Optional.of(present.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Learns the present epoch.
     *
     * @return whether it is news
     * @throws LogMismatchException if it is another than before
     */
    boolean become(SigningKeys found) {
        boolean news = present.complete(found);
        String before = present.join().identity().origin();
        if (!before.equals(found.identity().origin())) {
            throw new LogMismatchException("the log was signed as %s and now is as %s: start the service again"
                    .formatted(before, found.identity().origin()));
        }
        return news;
    }
}
