package io.datastorage.ledger;

import java.util.List;

/**
 * How a group ended.
 *
 * @param outcomes one for each request of the group, in its order
 * @param appended records that are new in the log
 */
record GroupResult(List<AppendOutcome> outcomes, int appended) {}
