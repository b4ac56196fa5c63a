package io.datastorage.schema;

import java.util.ArrayList;
import java.util.List;

/** A {@link SchemaReport} as the lines that a command prints. */
final class ReportText {
    private ReportText() {}

    /** What was applied, what is pending, what is invalid. */
    static List<String> status(SchemaReport report) {
        List<String> lines = new ArrayList<>();
        section(lines, "applied", report.applied().stream().map(each -> each.at() + "  " + each.id()).toList());
        section(lines, "pending", report.pending().stream()
                .map(each -> each.id() + (each.concurrent() ? "  (concurrent index build)" : "")).toList());
        section(lines, "unknown to this build", report.unknown());
        section(lines, "invalid indexes", report.invalid());
        section(lines, "building now", report.building());
        return lines;
    }

    private static void section(List<String> lines, String title, List<String> entries) {
        lines.add(title + ": " + entries.size());
        entries.forEach(entry -> lines.add("  " + entry));
    }

    /** A line for each thing that was looked at, and a last one that counts. */
    static List<String> verify(SchemaReport report) {
        List<Check> checks = new ArrayList<>();
        report.applied().forEach(each -> checks.add(Check.ok("changeset " + each.id())));
        checks.removeIf(check -> report.unknown().contains(check.name().substring("changeset ".length())));
        report.pending().forEach(each -> checks.add(Check.failed("changeset " + each.id(), "not applied: migrate")));
        report.unknown().forEach(id -> checks.add(Check.failed("changeset " + id,
                "of a newer build than this one: verify with that one")));
        checks.addAll(report.checks());
        checks.add(report.invalid().isEmpty()
                ? Check.ok("no invalid index")
                : Check.failed("no invalid index", String.join(", ", report.invalid())));
        List<String> lines = new ArrayList<>(checks.stream().map(Check::toString).toList());
        lines.add("%d checked, %d failed".formatted(checks.size(), checks.stream().filter(each -> !each.ok()).count()));
        return lines;
    }
}
