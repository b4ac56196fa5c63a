package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;

class MigrationTest {
    @Test
    void an_empty_database_is_migrated() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());
        }
    }
}
