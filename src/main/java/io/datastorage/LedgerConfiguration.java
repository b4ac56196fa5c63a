package io.datastorage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.ledger.AppendSettings;
import io.datastorage.ledger.Appender;
import io.datastorage.ledger.ChainReader;
import io.datastorage.ledger.DatabaseProbe;
import io.datastorage.ledger.EventReader;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.Maintenance;
import io.datastorage.ledger.MaintenanceSettings;
import io.datastorage.ledger.QuerySettings;
import io.datastorage.ledger.ReceiptProofs;
import io.datastorage.ledger.RecordCounts;
import io.datastorage.ledger.ReplaySettings;
import io.datastorage.ledger.SupersededHeads;
import io.datastorage.ledger.Turns;
import io.datastorage.proof.SelfCheck;
import io.datastorage.proof.SigningLoop;
import io.datastorage.schema.SchemaReadiness;
import io.datastorage.schema.SchemaState;
import io.datastorage.web.NotReady;
import io.datastorage.web.ReadinessCheck;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Optional;
import javax.sql.DataSource;

/** Puts the ledger together, and tells readiness what may be wrong with it. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    private static final Logger log = LoggerFactory.getLogger(LedgerConfiguration.class);

    /** Connections that queries cannot use up: one to append, the others to look up repetitions. */
    private static final int APPEND_CONNECTIONS = 6;

    /** The pool of the append path: the same settings as the readers', but its own connections. */
    @Bean(defaultCandidate = false)
    HikariDataSource appendDataSource(HikariDataSource readers) {
        HikariConfig settings = new HikariConfig();
        readers.copyStateTo(settings);
        settings.setPoolName("append");
        settings.setMaximumPoolSize(APPEND_CONNECTIONS);
        settings.setMinimumIdle(1);
        return new HikariDataSource(settings);
    }

    @Bean
    SupersededHeads supersededHeads() {
        return new SupersededHeads();
    }

    @Bean
    Appender appender(
            @Qualifier("appendDataSource") DataSource dataSource,
            AppendSettings settings, ReplaySettings replay, SupersededHeads superseded, MeterRegistry registry) {
        return new Appender(dataSource, settings, replay, superseded, registry);
    }

    /** Appending begins when the schema is there; where the log is signed, after it was compared with what was signed. */
    @Bean
    SmartInitializingSingleton beginning(SchemaReadiness schema, Appender appender,
            ObjectProvider<SigningLoop> signing) {
        return () -> {
            SigningLoop loop = signing.getIfAvailable();
            if (loop == null) {
                log.warn("datastorage.signing.directory is not set: no checkpoint is signed, and nothing can be proved"
                        + " against somebody who owns the database");
            }
            schema.onReady(loop == null ? appender::start : loop::start);
        };
    }

    /** Checking begins when the schema is there, too. */
    @Bean
    SmartInitializingSingleton checking(SchemaReadiness schema, SelfCheck check) {
        return () -> schema.onReady(check::start);
    }

    @Bean
    Maintenance maintenance(
            DataSource dataSource, MaintenanceSettings settings, ReplaySettings replay, SupersededHeads superseded,
            SchemaReadiness schema) {
        Maintenance maintenance = new Maintenance(dataSource, settings, replay, superseded);
        schema.onReady(maintenance::start);
        return maintenance;
    }

    @Bean
    EventReader eventReader(DataSource dataSource, QuerySettings settings) {
        return new EventReader(dataSource, settings);
    }

    @Bean
    ChainReader chainReader(DataSource dataSource) {
        return new ChainReader(dataSource);
    }

    @Bean
    LogEntries logEntries(DataSource dataSource) {
        return new LogEntries(dataSource);
    }

    @Bean
    LogInspection logInspection(DataSource dataSource) {
        return new LogInspection(dataSource);
    }

    @Bean
    Turns turns(DataSource dataSource) {
        return new Turns(dataSource);
    }

    @Bean
    RecordCounts recordCounts(DataSource dataSource) {
        return new RecordCounts(dataSource);
    }

    @Bean
    LatestCheckpoint latestCheckpoint() {
        return new LatestCheckpoint();
    }

    @Bean
    ReceiptProofs receiptProofs(LatestCheckpoint latest, LogTiles tiles) {
        return new ReceiptProofs(latest, tiles);
    }

    @Bean
    DatabaseProbe databaseProbe(DataSource dataSource) {
        return new DatabaseProbe(dataSource);
    }

    @Bean
    ReadinessCheck databaseCheck(DatabaseProbe probe) {
        return () -> probe.reachable() ? Optional.empty() : Optional.of(NotReady.DATABASE_UNREACHABLE);
    }

    @Bean
    ReadinessCheck schemaCheck(SchemaReadiness schema) {
        return () -> schema.state() instanceof SchemaState.Ready
                ? Optional.empty()
                : Optional.of(NotReady.SCHEMA_NOT_READY);
    }

    @Bean
    ReadinessCheck logCheck(Appender appender) {
        return () -> appender.mismatch().map(_ -> NotReady.LOG_MISMATCH);
    }

    @Bean
    ReadinessCheck heldHeadCheck(ObjectProvider<SigningLoop> signing) {
        return () -> signing.stream().anyMatch(SigningLoop::waitsForHeldHead)
                ? Optional.of(NotReady.HELD_HEAD_UNREACHABLE)
                : Optional.empty();
    }
}
