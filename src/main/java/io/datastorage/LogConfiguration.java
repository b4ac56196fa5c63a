package io.datastorage;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.ExactAppend;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import javax.sql.DataSource;

/** What a signer reads of the log, and how an epoch begins: all that the command about the held head has of the ledger. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(DataSourceAutoConfiguration.class)
class LogConfiguration {
    @Bean
    LogTiles logTiles(DataSource dataSource) {
        return new LogTiles(dataSource);
    }

    @Bean
    LogStates logStates(DataSource dataSource) {
        return new LogStates(dataSource);
    }

    @Bean
    ExactAppend exactAppend(DataSource dataSource) {
        return new ExactAppend(dataSource);
    }

    @Bean
    Checkpoints checkpoints(DataSource dataSource) {
        return new Checkpoints(dataSource);
    }
}
