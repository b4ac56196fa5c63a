package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Knows whether the database answers: on a connection of its own, so that a pool in which every connection waits says
 * nothing about the server.
 *
 * <p>A server that is gone without a word, or stands still, leaves whoever waits for it waiting. So when it falls
 * silent, connections are given up: those of reads at once, so that they can be answered; those of appends a little
 * later, since an append is held and may still go through.
 */
public final class DatabaseProbe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    /** With the interval, less than the second within which a read is answered. */
    private static final Duration PATIENCE = Duration.ofMillis(600);
    /** When so much more has passed, this machine stood still and not the server. */
    private static final Duration STANDSTILL = PATIENCE.multipliedBy(2);
    private static final Duration APPENDS_PATIENCE = Duration.ofSeconds(3);
    private static final String INSUFFICIENT_RESOURCES_CLASS = "53";

    private final DataSource dataSource;
    private final Runnable giveUpReads;
    private final Runnable giveUpAppends;
    private final Thread thread = Thread.ofPlatform().name("database-probe").daemon().unstarted(this::run);
    private volatile State state = State.UNKNOWN;
    private @Nullable Connection connection;

    private enum State {
        /** It was not asked yet. */
        UNKNOWN("was not asked yet"),
        /** It answers. */
        ANSWERS("answers"),
        /** It answers, but takes no connection: those that are there may work. */
        FULL("takes no connection"),
        /** It cannot be reached, or is silent. */
        AWAY("does not answer");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    /**
     * A probe that asks several times a second.
     *
     * @param dataSource makes a new connection each time, and waits at most a second for it
     * @param giveUpReads ends whatever reads now
     * @param giveUpAppends ends whatever appends now
     */
    public DatabaseProbe(DataSource dataSource, Runnable giveUpReads, Runnable giveUpAppends) {
        this.dataSource = dataSource;
        this.giveUpReads = giveUpReads;
        this.giveUpAppends = giveUpAppends;
        thread.start();
    }

    /** Whether the database answered when it was last asked. */
    public boolean reachable() {
        return state == State.ANSWERS;
    }

    /** Whether it is of no use to ask the database anything now. */
    boolean isAway() {
        return state == State.AWAY;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            long answered = System.nanoTime();
            while (true) {
                State now = ask();
                become(now);
                if (now != State.AWAY) {
                    answered = System.nanoTime();
                } else {
                    giveUpReads.run();
                    if (System.nanoTime() - answered > APPENDS_PATIENCE.toNanos()) {
                        giveUpAppends.run();
                    }
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            log.debug("The database is not probed any more");
        } finally {
            disconnect();
        }
    }

    private void become(State next) {
        if (next != state) {
            log.info("The database {}", next.words);
            state = next;
        }
    }

    private State ask() {
        boolean wasConnected = connection != null;
        long began = System.nanoTime();
        try {
            if (connection == null) {
                connection = dataSource.getConnection();
                connection.setNetworkTimeout(Runnable::run, Math.toIntExact(PATIENCE.toMillis()));
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1");
            }
            return State.ANSWERS;
        } catch (SQLException e) {
            disconnect();
            boolean silent = e.getCause() instanceof SocketTimeoutException
                    && System.nanoTime() - began < STANDSTILL.toNanos();
            if (wasConnected && !silent) {
                // The server may have ended this one connection.
                return ask();
            }
            return String.valueOf(e.getSQLState()).startsWith(INSUFFICIENT_RESOURCES_CLASS) ? State.FULL : State.AWAY;
        }
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("The probe's connection is gone", e);
            }
            connection = null;
        }
    }
}
