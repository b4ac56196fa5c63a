package io.datastorage.proof;

import io.datastorage.ledger.Deadline;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.Supplier;

/** What all questions about proofs have in common when they cannot be answered. */
final class Answered {
    private static final Logger log = LoggerFactory.getLogger(Answered.class);
    private static final int RETRY_SECONDS = 2;
    /** Longer than the usual pause between two signatures. */
    private static final Duration WAIT = Duration.ofSeconds(4);

    private Answered() {}

    /** An answer, unless the log is not what it should be. */
    static <T> T from(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (LogMismatchException e) {
            log.error("A question about the log cannot be answered: {}", e.getMessage());
            throw Problem.of(ProblemType.LOG_MISMATCH).toException();
        }
    }

    /** The keys in the present epoch; waits for the first look at the held head if need be. */
    static SigningKeys keys(PresentKeys keys) {
        return keys.await(WAIT).orElseThrow(
                () -> Problem.of(ProblemType.NOT_SIGNED).retryAfter(RETRY_SECONDS).toException());
    }

    /** The newest checkpoint that covers so many records; waits for the next signature if need be. */
    static Published checkpoint(LatestCheckpoint latest, long size) {
        if (!latest.isExpected()) {
            throw Problem.of(ProblemType.NOT_FOUND,
                    "This installation signs no checkpoints: datastorage.signing.directory is not set.").toException();
        }
        return latest.await(size, Deadline.in(WAIT)).orElseThrow(
                () -> Problem.of(ProblemType.NOT_SIGNED).retryAfter(RETRY_SECONDS).toException());
    }
}
