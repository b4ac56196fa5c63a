package io.datastorage;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.DatabaseProbe;
import io.datastorage.ledger.ExactAppend;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.ProbedDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import javax.sql.DataSource;

/** What a signer reads of the log, and how an epoch begins: all that the command about the held head has of the ledger. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(DataSourceAutoConfiguration.class)
class LogConfiguration {
    /** Where the log is read; a service, which has a probe, does not ask a database that is away. */
    @Bean(defaultCandidate = false)
    DataSource reads(DataSource pool, ObjectProvider<DatabaseProbe> probes) {
        DatabaseProbe probe = probes.getIfAvailable();
        return probe == null ? pool : new ProbedDataSource(pool, probe);
    }

    @Bean
    LogTiles logTiles(@Qualifier("reads") DataSource dataSource) {
        return new LogTiles(dataSource);
    }

    @Bean
    LogEntries logEntries(@Qualifier("reads") DataSource dataSource) {
        return new LogEntries(dataSource);
    }

    @Bean
    LogStates logStates(@Qualifier("reads") DataSource dataSource) {
        return new LogStates(dataSource);
    }

    @Bean
    ExactAppend exactAppend(@Qualifier("reads") DataSource dataSource) {
        return new ExactAppend(dataSource);
    }

    @Bean
    Checkpoints checkpoints(@Qualifier("reads") DataSource dataSource) {
        return new Checkpoints(dataSource);
    }
}
