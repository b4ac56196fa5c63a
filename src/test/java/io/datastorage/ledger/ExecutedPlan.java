package io.datastorage.ledger;

import io.datastorage.RecordedStatements;
import io.datastorage.RecordedStatements.Recorded;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * How PostgreSQL executed a statement, as {@code EXPLAIN (ANALYZE)} tells.
 *
 * @param nodes of the plan that were executed
 */
record ExecutedPlan(String sql, List<Node> nodes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A step of the plan.
     *
     * @param relation that it reads; empty if none
     * @param rows that it took in: those it gave and those its filter left out; of a sort, what it sorted
     */
    record Node(String type, String relation, long rows) {
        boolean isOfSegment() {
            return relation.startsWith("audit_events_");
        }

        boolean isSequential() {
            return type.contains("Seq Scan");
        }

        boolean isSort() {
            return type.contains("Sort");
        }
    }

    /** Asks a question, and executes each query that was recorded of it once more, in transactions as they were. */
    static List<ExecutedPlan> all(RecordedStatements recorded, DataSource dataSource, Runnable question) {
        recorded.take();
        question.run();
        List<ExecutedPlan> plans = new ArrayList<>();
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            for (Recorded each : recorded.take()) {
                if (each.isQuery()) {
                    plans.add(of(each, connection));
                } else if (each.sql().equals("COMMIT")) {
                    connection.setAutoCommit(true);
                } else {
                    connection.setAutoCommit(false);
                    statement.execute(each.sql());
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return plans;
    }

    /** Executes a statement that was recorded, once more. */
    static ExecutedPlan of(Recorded recorded, Connection connection) throws SQLException {
        try (PreparedStatement statement = recorded.on(connection,
                "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) ");
                ResultSet row = statement.executeQuery()) {
            row.next();
            List<Node> nodes = new ArrayList<>();
            collect(JSON.readTree(row.getString(1)).get(0).path("Plan"), nodes);
            return new ExecutedPlan(recorded.sql(), nodes);
        }
    }

    private static long collect(JsonNode node, List<Node> nodes) {
        double loops = node.path("Actual Loops").asDouble();
        double rows = node.path("Actual Rows").asDouble() * loops;
        double below = 0;
        for (JsonNode child : node.path("Plans")) {
            below += collect(child, nodes);
        }
        if (loops > 0) {
            double filtered = node.path("Rows Removed by Filter").asDouble() * loops
                    + node.path("Rows Removed by Index Recheck").asDouble() * loops;
            String type = node.path("Node Type").asString();
            nodes.add(new Node(type, node.path("Relation Name").asString(""),
                    Math.round(type.contains("Sort") ? below : rows + filtered)));
        }
        return Math.round(rows);
    }

    /** The segments that were read. */
    Set<String> segments() {
        Set<String> segments = new TreeSet<>();
        nodes.stream().filter(Node::isOfSegment).map(Node::relation).forEach(segments::add);
        return segments;
    }

    /** The most rows that a step of a kind took in; 0 if there is none. */
    long most(Predicate<Node> kind) {
        return nodes.stream().filter(kind).mapToLong(Node::rows).max().orElse(0);
    }
}
