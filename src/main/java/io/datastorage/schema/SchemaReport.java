package io.datastorage.schema;

import java.util.List;

/**
 * How a schema is.
 *
 * @param applied the changesets that it has had, in the order in which they ran
 * @param pending those that it has not had
 * @param unknown the ids of changesets that it has had and this build does not know
 * @param building what the server says of concurrent index builds that run now
 * @param invalid the names of indexes that are not valid and of no use
 * @param checks whether it is as this build expects
 */
record SchemaReport(
        List<Applied> applied, List<Pending> pending, List<String> unknown, List<String> building,
        List<String> invalid, List<Check> checks) {
    /**
     * A changeset that the schema has had.
     *
     * @param at RFC 3339
     */
    record Applied(String id, String at) {}

    /**
     * A changeset that the schema has not had.
     *
     * @param concurrent whether it builds an index beside a running service
     */
    record Pending(String id, boolean concurrent) {}

    /** Whether nothing is to be done. */
    boolean ok() {
        return pending.isEmpty() && unknown.isEmpty() && invalid.isEmpty() && checks.stream().allMatch(Check::ok);
    }
}
