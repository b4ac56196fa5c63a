package io.datastorage.proof;

import io.datastorage.ledger.Appender;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.Turns;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;

/** Puts the checks of the log together, with or without a key. */
@Configuration(proxyBeanMethods = false)
class SelfCheckConfiguration {
    @Bean
    SignedCheckpoints signedCheckpoints(Checkpoints checkpoints, ObjectProvider<PresentKeys> keys) {
        return new SignedCheckpoints(checkpoints, keys.getIfAvailable());
    }

    @Bean
    LogTrees logTrees(LogStates states, LogEntries entries, LogTiles tiles, LatestCheckpoint latest,
            SignedCheckpoints stored, Appender appender) {
        return new LogTrees(states, entries, tiles, latest, stored, appender::mismatch);
    }

    @Bean
    SelfCheck selfCheck(LogTrees trees, LogInspection inspection, LogEntries entries, SignedCheckpoints stored,
            Turns turns, SelfCheckSettings settings, Clock clock, MeterRegistry registry) {
        return new SelfCheck(new SelfCheckPass.Sources(trees, inspection, entries, stored, settings.threads()), turns,
                settings, new SelfCheckFindings(registry), clock, registry);
    }
}
