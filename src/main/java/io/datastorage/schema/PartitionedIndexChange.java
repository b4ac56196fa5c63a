package io.datastorage.schema;

import liquibase.Scope;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * A Liquibase change that makes an index on a partitioned table, or on a plain one, without keeping writers out.
 *
 * <p>Use it alone in a changeset with {@code runInTransaction="false"}. It may be ended at any point and run again.
 * Liquibase makes it by its name and fills it in by setters, hence both are public.
 */
public final class PartitionedIndexChange implements CustomTaskChange {
    /** Where the {@link OwnerDatabase} stands in Liquibase's scope: the watchdog needs a connection of its own. */
    static final String OWNER_DATABASE = "datastorage.ownerDatabase";

    private static final String BTREE = "btree";

    private @Nullable String index;
    private @Nullable String table;
    private @Nullable String columns;
    private String method = BTREE;

    /** The index's name. */
    public void setIndex(String index) {
        this.index = index;
    }

    /** The table's name. */
    public void setTable(String table) {
        this.table = table;
    }

    /** What is indexed, as it stands between the parentheses of CREATE INDEX. */
    public void setColumns(String columns) {
        this.columns = columns;
    }

    /** The index method; btree unless told otherwise. */
    public void setMethod(String method) {
        this.method = method;
    }

    @Override
    public void execute(Database database) throws CustomChangeException {
        OwnerDatabase owner = Scope.getCurrentScope().get(OWNER_DATABASE, OwnerDatabase.class);
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        if (index == null || table == null || columns == null || owner == null) {
            throw new CustomChangeException("An index needs a name, a table and columns, and the migration runner");
        }
        try {
            if (!connection.getAutoCommit()) {
                throw new CustomChangeException("Index " + index + " needs runInTransaction=\"false\"");
            }
            new PartitionedIndexBuild(connection, owner, index, table, "USING " + method + " (" + columns + ")").run();
        } catch (SQLException e) {
            throw new CustomChangeException("Index " + index + " on " + table + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CustomChangeException("Index " + index + " on " + table + ": interrupted", e);
        }
    }

    /** Its steps, to be read; making the statements of a custom change would run it. */
    static String describe(CustomChangeWrapper change) {
        return """
                -- Each step outside a transaction, and only where it is still to be done:
                CREATE INDEX %1$s ON ONLY %2$s USING %3$s (%4$s);
                -- for each partition of %2$s, with its own name for ...:
                CREATE INDEX CONCURRENTLY %1$s_... ON %2$s_... USING %3$s (%4$s);
                ALTER INDEX %1$s ATTACH PARTITION %1$s_...;""".formatted(
                change.getParamValue("index"), change.getParamValue("table"),
                Objects.requireNonNullElse(change.getParamValue("method"), BTREE), change.getParamValue("columns"));
    }

    @Override
    public String getConfirmationMessage() {
        return "Index " + index + " on " + table + " is valid";
    }

    @Override
    public ValidationErrors validate(Database database) {
        ValidationErrors errors = new ValidationErrors();
        errors.checkRequiredField("index", index);
        errors.checkRequiredField("table", table);
        errors.checkRequiredField("columns", columns);
        return errors;
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor resourceAccessor) {}
}
