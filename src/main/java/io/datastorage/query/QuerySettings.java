package io.datastorage.query;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far a search may reach.
 *
 * @param maxOffset the largest {@code offset}, 0 to 1,000,000; rows beyond are reached with a cursor
 */
@ConfigurationProperties("datastorage.query")
public record QuerySettings(@DefaultValue("10000") int maxOffset) {
    public QuerySettings {
        if (maxOffset < 0 || maxOffset > 1_000_000) {
            throw new IllegalArgumentException(
                    "datastorage.query.max-offset is %,d, but must be 0 to 1,000,000".formatted(maxOffset));
        }
    }
}
