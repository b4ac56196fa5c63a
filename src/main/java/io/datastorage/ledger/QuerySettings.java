package io.datastorage.ledger;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How much work a query may do.
 *
 * @param maxOffset the largest {@code offset}, 0 to 1,000,000; rows beyond are reached with {@code cursor}
 * @param totalCeiling up to how many matches {@code total} is counted exactly
 * @param timeBudget how long a request may search before it answers with a partial page
 * @param rowBudget how many records a request may look at before it answers with a partial page
 * @param windowRows how many records one statement may look at, at least 1
 */
@ConfigurationProperties("datastorage.query")
public record QuerySettings(
        @DefaultValue("10000") int maxOffset,
        @DefaultValue("10000") int totalCeiling,
        @DefaultValue("2s") Duration timeBudget,
        @DefaultValue("1000000") long rowBudget,
        @DefaultValue("10000") int windowRows) {
    public QuerySettings {
        if (maxOffset < 0 || maxOffset > 1_000_000) {
            throw new IllegalArgumentException(
                    "datastorage.query.max-offset is %,d, but must be 0 to 1,000,000".formatted(maxOffset));
        }
        if (totalCeiling < 0) {
            throw new IllegalArgumentException(
                    "datastorage.query.total-ceiling is %,d, but must be at least 0".formatted(totalCeiling));
        }
        if (windowRows < 1) {
            throw new IllegalArgumentException(
                    "datastorage.query.window-rows is %,d, but must be at least 1".formatted(windowRows));
        }
    }
}
