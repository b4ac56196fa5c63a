package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;
import java.util.Set;

/** Migrates on a thread of its own, after the web server serves, and tries again until it is done. */
final class MigrationRunner implements SmartLifecycle {
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
        if (readiness.state() instanceof SchemaState.Ready) {
            LOG.error("The migration is not complete", e);
        } else if (isAway(e)) {
            LOG.info("The database cannot be reached: {}", e.getMessage());
            readiness.become(new SchemaState.Pending());
        } else {
            SchemaState failed = new SchemaState.Failed(Failures.message(e));
            if (!(e instanceof SchemaException) && !failed.equals(readiness.state())) {
                LOG.error("The migration failed", e);
            }
            readiness.become(failed);
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
            database.cancel();
            try {
                running.join(Duration.ofSeconds(5));
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
