package io.datastorage.schema;

import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

import java.sql.Connection;

/**
 * Makes a changeset and its row in the changelog one transaction. Liquibase commits after the changes and again after the
 * row, so a process killed between the two would leave tables that the next one tries to make again. Here the first
 * commit is left out.
 */
final class ChangesetConnection extends JdbcConnection {
    private boolean held;

    ChangesetConnection(Connection connection) {
        super(connection);
    }

    @Override
    public void commit() throws DatabaseException {
        if (!held) {
            super.commit();
        }
    }

    /** Tells this connection where a changeset begins, and that its row was written. */
    ChangeExecListener listener() {
        return new AbstractChangeExecListener() {
            @Override
            public void willRun(
                    ChangeSet changeSet, DatabaseChangeLog changelog, Database database,
                    ChangeSet.RunStatus status) {
                held = changeSet.isRunInTransaction();
            }

            @Override
            public void ran(
                    ChangeSet changeSet, DatabaseChangeLog changelog, Database database, ChangeSet.ExecType type) {
                held = false;
            }

            @Override
            public void runFailed(
                    ChangeSet changeSet, DatabaseChangeLog changelog, Database database, Exception exception) {
                held = false;
            }
        };
    }
}
