package io.datastorage;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.ledger.AppendSettings;
import io.datastorage.ledger.Appender;
import io.datastorage.ledger.ChainReader;
import io.datastorage.ledger.DatabaseProbe;
import io.datastorage.ledger.DatabaseSockets;
import io.datastorage.ledger.EventReader;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.Maintenance;
import io.datastorage.ledger.MaintenanceSettings;
import io.datastorage.ledger.ProbedDataSource;
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
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Puts the ledger together, and tells readiness what may be wrong with it. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    private static final Logger log = LoggerFactory.getLogger(LedgerConfiguration.class);

    /** Connections that queries cannot use up: one to append, the others to look up repetitions. */
    private static final int APPEND_CONNECTIONS = 6;

    /** The pool of the append path: the same settings as the readers', but its own connections. */
    @Bean(defaultCandidate = false)
    HikariDataSource appendPool(HikariDataSource readers) {
        HikariDataSource pool = new HikariDataSource();
        readers.copyStateTo(pool);
        pool.setPoolName("append");
        // Its statements are few and the same in every transaction, and read no segment but by its key.
        pool.setConnectionInitSql("SET plan_cache_mode = auto");
        pool.setMaximumPoolSize(APPEND_CONNECTIONS);
        return pool;
    }

    @Bean
    DatabaseProbe databaseProbe(HikariDataSource readers, @Qualifier("appendPool") HikariDataSource appends) {
        DataSource impatient = impatient(readers);
        return new DatabaseProbe(impatient, DatabaseSockets.of(readers), DatabaseSockets.of(appends));
    }

    /** New connections like a pool's, but without a wait of more than a second for anything. */
    private static DataSource impatient(HikariDataSource pool) {
        DriverManagerDataSource source = new DriverManagerDataSource();
        source.setUrl(Objects.requireNonNull(pool.getJdbcUrl()));
        source.setUsername(pool.getUsername());
        source.setPassword(pool.getPassword());
        Properties properties = new Properties();
        properties.putAll(pool.getDataSourceProperties());
        Stream.of(PGProperty.CONNECT_TIMEOUT, PGProperty.LOGIN_TIMEOUT, PGProperty.SOCKET_TIMEOUT)
                .forEach(timeout -> properties.setProperty(timeout.getName(), "1"));
        source.setConnectionProperties(properties);
        return source;
    }

    @Bean(defaultCandidate = false)
    DataSource appends(@Qualifier("appendPool") DataSource pool, DatabaseProbe probe) {
        return new ProbedDataSource(pool, probe);
    }

    @Bean
    SupersededHeads supersededHeads() {
        return new SupersededHeads();
    }

    @Bean
    Appender appender(
            @Qualifier("appends") DataSource dataSource,
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
            } else {
                // Before any request is taken: a repetition is answered without waiting for the schema.
                appender.demandComparison();
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
            @Qualifier("reads") DataSource dataSource, MaintenanceSettings settings, ReplaySettings replay,
            SupersededHeads superseded,
            SchemaReadiness schema) {
        Maintenance maintenance = new Maintenance(dataSource, settings, replay, superseded);
        schema.onReady(maintenance::start);
        return maintenance;
    }

    @Bean
    EventReader eventReader(@Qualifier("reads") DataSource dataSource, QuerySettings settings) {
        return new EventReader(dataSource, settings);
    }

    @Bean
    ChainReader chainReader(@Qualifier("reads") DataSource dataSource) {
        return new ChainReader(dataSource);
    }

    @Bean
    LogInspection logInspection(@Qualifier("reads") DataSource dataSource) {
        return new LogInspection(dataSource);
    }

    /** Whoever takes turns closes it, in its own thread. */
    @Bean(destroyMethod = "")
    Turns turns(@Qualifier("reads") DataSource dataSource) {
        return new Turns(dataSource);
    }

    @Bean
    RecordCounts recordCounts(@Qualifier("reads") DataSource dataSource) {
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
