package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

/** What must not be migrated is refused by a message that names what mends it. */
@Timeout(120) // Some of these would wait for ever for what does not happen.
class SchemaChecksTest {
    @Test
    void a_schema_that_a_newer_build_has_migrated_is_refused_and_left_alone() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            TestMigration.of(database, "db/upgrade/slow.xml").run();
            List<@Nullable String> before = DatabaseContents.everything(JdbcClient.create(database.owner()));

            assertThatThrownBy(() -> TestMigration.of(database).run()).isInstanceOf(SchemaException.class)
                    .hasMessageContaining("newer than this build: it has had 1.1-slow")
                    .hasMessageContaining("Run the build that made it");

            assertThat(DatabaseContents.everything(JdbcClient.create(database.owner()))).isEqualTo(before);
        }
    }

    @Test
    void a_schema_that_was_changed_by_hand_is_refused_by_name() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("ALTER TABLE audit_events DISABLE TRIGGER refuse_change").update();
            assertThatThrownBy(() -> TestMigration.of(database).run()).isInstanceOf(SchemaException.class)
                    .hasMessageContaining("changed by hand: trigger audit_events.refuse_change is DISABLED")
                    .hasMessageContaining("Undo that change");
        }
    }

    @Test
    void a_missing_role_is_named() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), "nobody_here", TestDatabase.PURGE).run())
                    .isInstanceOf(SchemaException.class).hasMessageContaining("\"nobody_here\" does not exist")
                    .hasMessageContaining("roles.sql");
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), TestDatabase.APPLICATION, "no_purge").run())
                    .isInstanceOf(SchemaException.class).hasMessageContaining("\"no_purge\" does not exist");
        }
    }

    @Test
    void a_role_that_could_change_records_is_refused() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), TestDatabase.OWNER, TestDatabase.PURGE).run())
                    .hasMessageContaining("both owns the schema and is the application role");
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), TestDatabase.APPLICATION, TestDatabase.OWNER)
                            .run())
                    .hasMessageContaining("must not log in");
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("CREATE ROLE " + database.name() + " LOGIN IN ROLE " + TestDatabase.PURGE).update();
            try {
                assertThatThrownBy(
                        () -> TestMigration.of(database, database.url(), database.name(), TestDatabase.PURGE).run())
                        .hasMessageContaining("can act as role \"" + TestDatabase.PURGE + "\"");
            } finally {
                superuser.sql("DROP ROLE " + database.name()).update();
            }
        }
    }

    @Test
    void an_owner_who_cannot_act_as_the_role_that_changes_records_is_told_the_grant() {
        try (TestDatabase database = TestDatabase.create()) {
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("CREATE ROLE " + database.name() + " NOLOGIN").update();
            try {
                assertThatThrownBy(() -> TestMigration
                        .of(database, database.url(), TestDatabase.APPLICATION, database.name()).run())
                        .isInstanceOf(SchemaException.class).hasMessageContaining(
                                "GRANT \"%s\" TO \"%s\"".formatted(database.name(), TestDatabase.OWNER));
                assertThat(DatabaseContents.relations(superuser)).isEmpty();
            } finally {
                superuser.sql("DROP ROLE " + database.name()).update();
            }
        }
    }

    @Test
    void tables_that_were_granted_to_another_role_are_noticed() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("CREATE ROLE " + database.name() + " LOGIN").update();
            try {
                assertThatThrownBy(
                        () -> TestMigration.of(database, database.url(), database.name(), TestDatabase.PURGE).run())
                        .hasMessageContaining("has no rights on the tables");
            } finally {
                superuser.sql("DROP ROLE " + database.name()).update();
            }
        }
    }
}
