package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What {@link QueryPlanTest} asks of plans. */
final class PlanAssertions {
    /** Small tables are read whole; they stay small, or grow beyond this and are not. */
    static final int FEW = 600;

    private PlanAssertions() {}

    /** Exactly these segments were read, by their numbers. */
    static void assertReads(List<ExecutedPlan> plans, int first, int last) {
        Set<String> expected = new TreeSet<>();
        IntStream.rangeClosed(first, last)
                .forEach(segment -> expected.add("audit_events_" + segment * QueryPlanTest.SEGMENT));
        assertThat(segments(plans)).isSubsetOf(expected).isNotEmpty();
    }

    private static Set<String> segments(List<ExecutedPlan> plans) {
        Set<String> segments = new TreeSet<>();
        plans.forEach(plan -> segments.addAll(plan.segments()));
        return segments;
    }

    /** As below, and none sorted more than a page. */
    static void assertIndexed(List<ExecutedPlan> plans, long rows) {
        assertIndexed(plans, rows, QueryPlanTest.PAGE + 1);
    }

    /** No segment was read but by an index, and none by a statement of more than one; no statement took in more rows. */
    static void assertIndexed(List<ExecutedPlan> plans, long rows, long sorted) {
        assertThat(plans).isNotEmpty().allSatisfy(plan -> {
            assertThat(plan.segments()).hasSizeLessThanOrEqualTo(1);
            assertThat(plan.nodes()).as(plan.sql())
                    .noneMatch(node -> node.isSequential() && (node.isOfSegment() || node.rows() > FEW));
            assertThat(plan.most(ExecutedPlan.Node::isOfSegment)).as(plan.toString()).isLessThanOrEqualTo(rows);
            assertThat(plan.most(ExecutedPlan.Node::isSort)).as(plan.toString()).isLessThanOrEqualTo(sorted);
        });
    }
}
