package io.datastorage.proof;

import io.datastorage.ledger.Appender;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.log.Checkpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;

/**
 * Has the log signed again and again, shows what was signed, and lets the appender begin once the database was compared
 * with the held head.
 *
 * <p>A mismatch is for good: the appender is stopped and nothing more is signed until the service is started again.
 */
public final class SigningLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SigningLoop.class);

    private final Signer signer;
    private final Appender appender;
    private final Checkpoints checkpoints;
    private final KeyHistory history;
    private final LatestCheckpoint latest;
    private final Duration interval;
    private final Thread thread = Thread.ofPlatform().name("signer").daemon().unstarted(this::run);
    private volatile SigningState state = SigningState.STARTING;
    private volatile Instant since = Instant.EPOCH;
    private boolean appending;
    private @Nullable HeldHead held;
    private @Nullable HeldHead stored;

    SigningLoop(Signer signer, Appender appender, Checkpoints checkpoints, KeyHistory history, LatestCheckpoint latest,
            Duration interval) {
        this.signer = signer;
        this.appender = appender;
        this.checkpoints = checkpoints;
        this.history = history;
        this.latest = latest;
        this.interval = interval;
    }

    /** Begins. The schema must be there; the appender is started from here. */
    public void start() {
        latest.expect();
        thread.start();
    }

    /** Whether the appender waits because the held head cannot be read, and the database be compared with it. */
    public boolean waitsForHeldHead() {
        return state == SigningState.HELD_HEAD_UNREACHABLE && (!appending || appender.awaitsComparison());
    }

    SigningState state() {
        return state;
    }

    /** When the database was last found to be the log that was signed. */
    Instant lastCompared() {
        return since;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (state != SigningState.MISMATCH) {
                become(round());
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            log.debug("Nothing is signed any more");
        }
    }

    private SigningState round() throws InterruptedException {
        try {
            SigningRound round = signer.run(held);
            since = Instant.now();
            appender.compared(round.compared());
            if (!appending) {
                appending = true;
                appender.start();
            }
            return switch (round) {
                case SigningRound.Held(HeldHead head, _) -> {
                    show(head);
                    yield SigningState.SIGNING;
                }
                case SigningRound.Contended _ -> SigningState.SIGNING;
                case SigningRound.Unconfirmed _ -> SigningState.UNCONFIRMED;
            };
        } catch (LogMismatchException e) {
            appender.refuse(e);
            return SigningState.MISMATCH;
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            log.debug("The held head cannot be reached", e);
            return SigningState.HELD_HEAD_UNREACHABLE;
        } catch (DataAccessException e) {
            log.debug("The database cannot be reached", e);
            return SigningState.DATABASE_UNREACHABLE;
        } catch (RuntimeException e) {
            log.error("Signing failed", e);
            return SigningState.DATABASE_UNREACHABLE;
        }
    }

    private void show(HeldHead head) {
        held = head;
        Checkpoint checkpoint = head.checkpoint();
        Checkpoints.Stored released = new Checkpoints.Stored(head.keys().identity().epoch(), checkpoint.size(),
                head.text());
        latest.publish(new LatestCheckpoint.Published(checkpoint.size(), checkpoint.root(),
                Cosigned.note(released, checkpoints)));
        if (stored == null || !stored.text().equals(head.text())) {
            checkpoints.release(released);
            history.update(head.keys());
            stored = head;
        }
    }

    private void become(SigningState next) {
        if (next == state) {
            return;
        }
        state = next;
        switch (next) {
            case UNCONFIRMED -> log.error("The log is not empty and no head of it is held, so nothing is signed. If it"
                    + " is the log that it should be, confirm it once with the command held-head confirm");
            case HELD_HEAD_UNREACHABLE -> log.error("The held head cannot be reached: nothing is signed{}",
                    appending ? "" : ", and nothing is appended before it was read once");
            case DATABASE_UNREACHABLE -> log.warn("The log cannot be read: nothing is signed");
            case MISMATCH -> log.error("Nothing is signed any more: the database is not the log that was signed");
            case STARTING, SIGNING -> log.info("The log is signed every {}", interval);
        }
    }
}
