package io.datastorage.schema;

import static java.util.Comparator.naturalOrder;

import liquibase.ChecksumVersion;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.database.core.PostgresDatabase;
import liquibase.sqlgenerator.SqlGeneratorFactory;

import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a changelog as Liquibase does and says what breaks the rules of {@code docs/migrations.md}. */
final class ChangelogLint {
    private static final Pattern ID = Pattern.compile("(\\d+\\.\\d+)-[a-z0-9-]+");
    private static final Pattern FILE = Pattern.compile(".*/release-(\\d+\\.\\d+)/[^/]+\\.xml");
    /** The release that made the tables. */
    private static final String FIRST = "1.0";

    private final List<ChangeSet> changeSets;
    private final Version build;
    private final List<String> complaints = new ArrayList<>();

    private ChangelogLint(List<ChangeSet> changeSets, Version build) {
        this.changeSets = changeSets;
        this.build = build;
    }

    /**
     * Complaints, each {@code id: what}.
     *
     * @param build the release that this build is of; changesets of a later one may not be in the changelog
     */
    static List<String> complaints(String changelog, String build) throws Exception {
        return new ChangelogLint(parse(changelog), Version.parse(build)).run();
    }

    private static List<ChangeSet> parse(String changelog) throws Exception {
        return new Changelog(new OwnerDatabase("", "", ""), new Roles("application", "purge"), changelog).parse()
                .getChangeSets();
    }

    /** The checksum of each changeset by its id, as Liquibase stores it. */
    static Map<String, String> checksums(String changelog) throws Exception {
        Map<String, String> checksums = new TreeMap<>();
        for (ChangeSet changeSet : parse(changelog)) {
            checksums.put(changeSet.getId(), changeSet.generateCheckSum(ChecksumVersion.latest()).toString());
        }
        return checksums;
    }

    private List<String> run() throws Exception {
        Set<String> ids = new HashSet<>();
        List<Version> releases = new ArrayList<>();
        for (ChangeSet changeSet : changeSets) {
            require(changeSet, ids.add(changeSet.getId()), "the id is not unique");
            release(changeSet, releases);
            change(changeSet);
            require(changeSet, RollbackRule.holds(changeSet), "no rollback, and no comment that says why not");
        }
        if (!releases.equals(releases.stream().sorted(naturalOrder()).toList())) {
            complaints.add("the master: releases are not in order");
        }
        return complaints;
    }

    private void require(ChangeSet changeSet, boolean holds, String complaint) {
        if (!holds) {
            complaints.add(changeSet.getId() + ": " + complaint);
        }
    }

    private void release(ChangeSet changeSet, List<Version> releases) {
        Matcher id = ID.matcher(changeSet.getId());
        Matcher file = FILE.matcher(changeSet.getFilePath());
        if (!id.matches() || !file.matches() || !id.group(1).equals(file.group(1))) {
            require(changeSet, false, "the id does not begin with the release of its file " + changeSet.getFilePath());
            return;
        }
        Version release = Version.parse(id.group(1));
        releases.add(release);
        require(changeSet, release.compareTo(build) <= 0, "it is of a later release than this build, " + build);
    }

    private void change(ChangeSet changeSet) {
        boolean custom = changeSet.getChanges().stream().anyMatch(CustomChangeWrapper.class::isInstance);
        List<String> statements = changeSet.getChanges().stream().flatMap(ChangelogLint::statements).toList();
        boolean concurrent = statements.stream().anyMatch(SqlRules::isConcurrent);
        if (custom) {
            require(changeSet, changeSet.getChanges().getFirst() instanceof CustomChangeWrapper change
                    && change.getClassName().equals(PartitionedIndexChange.class.getName()),
                    "a custom change that is not PartitionedIndexChange");
        }
        require(changeSet, custom == Changelog.isConcurrent(changeSet),
                "the label " + Changelog.CONCURRENT + " belongs to every index build, and to nothing else");
        if (concurrent || custom) {
            require(changeSet, !changeSet.isRunInTransaction(), "CONCURRENTLY inside a transaction");
            require(changeSet, changeSet.getChanges().size() == 1 && statements.size() <= 1,
                    "CONCURRENTLY is not alone in its changeset");
        }
        if (!changeSet.isRunInTransaction() && !custom) {
            require(changeSet, statements.size() == 1, "more than one statement outside a transaction");
            require(changeSet, statements.stream().allMatch(sql -> sql.matches("(?i).*\\bIF (NOT )?EXISTS\\b.*")),
                    "a statement outside a transaction that cannot be run again");
        }
        boolean onRecords = !changeSet.getId().startsWith(FIRST + "-");
        statements.forEach(statement -> SqlRules.complaints(statement, onRecords)
                .forEach(complaint -> require(changeSet, false, complaint)));
    }

    private static Stream<String> statements(Change change) {
        if (change instanceof CustomChangeWrapper) {
            return Stream.empty();
        }
        try {
            return Stream.of(Scope.child(Map.of(), () -> SqlGeneratorFactory.getInstance()
                    .generateSql(change, new PostgresDatabase())))
                    .flatMap(sql -> SqlStatements.of(sql.toSql()).stream());
        } catch (Exception e) {
            throw new IllegalStateException(change.toString(), e);
        }
    }
}
