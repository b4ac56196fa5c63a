package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;
import java.util.Set;

/** Migrates on a thread of its own, after the web server serves, and tries again until it is done. */
final class MigrationRunner implements SmartLifecycle {
    /** How long a statement may take to end that was told to. */
    private static final Duration CANCELLED = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(MigrationRunner.class);
    /** Spring Boot starts the web server at DEFAULT_PHASE - 2048 and its graceful shutdown at DEFAULT_PHASE - 1024. */
    private static final int AFTER_WEB_SERVER = DEFAULT_PHASE - 512;
    /** Too many connections, and the server going down, starting up or gone. */
    private static final Set<String> AWAY = Set.of("53300", "57P01", "57P02", "57P03", "57P05");

    private final OwnerDatabase database;
    private final Migration migration;
    private final IndexBuilds indexBuilds;
    private final SchemaReadiness readiness;
    private final Duration retryInterval;
    private volatile @Nullable Thread thread;
    /** What was logged last, so that a cause which stays is not told with every attempt. */
    private String told = "";

    MigrationRunner(
            OwnerDatabase database, Migration migration, IndexBuilds indexBuilds, SchemaReadiness readiness,
            Duration retryInterval) {
        this.database = database;
        this.migration = migration;
        this.indexBuilds = indexBuilds;
        this.readiness = readiness;
        this.retryInterval = retryInterval;
    }

    @Override
    public void start() {
        Thread migrating = Thread.ofPlatform().name("schema").daemon().unstarted(this::run);
        // Before it runs: it looks at this to see whether it was stopped.
        thread = migrating;
        migrating.start();
    }

    private void run() {
        try {
            while (isRunning() && !attempt()) {
                Thread.sleep(retryInterval);
            }
        } catch (InterruptedException e) {
            LOG.debug("Stopped while migrating", e);
        }
    }

    /** Whether all is done. */
    private boolean attempt() throws InterruptedException {
        try {
            migration.run(indexBuilds, readiness::become);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (isRunning()) {
                report(e);
            }
            return false;
        }
    }

    private void report(Exception e) {
        String message = Failures.message(e);
        boolean isNews = !message.equals(told);
        told = message;
        if (readiness.state() instanceof SchemaState.Ready) {
            if (isNews) {
                LOG.error("The migration is not complete", e);
            }
        } else if (isAway(e)) {
            if (isNews) {
                LOG.warn(
                        "The schema waits for the database, which cannot be reached: {} It is tried again every {} ms. If "
                                + "the database is there, look at spring.liquibase.url or spring.datasource.url.",
                        message,
                        retryInterval.toMillis());
            }
            readiness.become(new SchemaState.Pending());
        } else {
            if (isNews) {
                // The database's own words need the changeset that they are about; ours do not.
                LOG.error("The schema cannot be used: {}", message, e instanceof SchemaException ? null : e);
            }
            readiness.become(new SchemaState.Failed(message));
        }
    }

    private static boolean isAway(Exception e) {
        String state = SqlState.of(e);
        return state.startsWith("08") || AWAY.contains(state);
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                database.cancel();
                if (!running.join(CANCELLED)) {
                    // The server does not answer.
                    database.abort();
                    running.join(CANCELLED);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return AFTER_WEB_SERVER;
    }
}
