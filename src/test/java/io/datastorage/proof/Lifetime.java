package io.datastorage.proof;

import io.datastorage.Proxies;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/**
 * How long a signer lives, counted in what it asks of its surroundings: connections, statements, commits, the held head.
 * After so many steps it is dead, and what it does then fails, as a killed process does nothing more.
 */
final class Lifetime {
    private final AtomicInteger steps;

    Lifetime(int steps) {
        this.steps = new AtomicInteger(steps);
    }

    /** The end of a signer; nothing catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private void step() {
        if (steps.getAndDecrement() <= 0) {
            throw new Killed();
        }
    }

    /** A database that dies with the signer. */
    DataSource on(DataSource dataSource) {
        return new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                step();
                return proxy(Connection.class, super.getConnection());
            }
        };
    }

    private <T> T proxy(Class<T> type, Object target) {
        return Proxies.of(type, (_, method, arguments) -> {
            boolean asks = method.getName().startsWith("execute") || method.getName().equals("commit");
            if (asks) {
                step();
            }
            Object result = method.invoke(target, arguments);
            if (asks) {
                step();
            }
            return result instanceof Statement statement
                    ? proxy(method.getReturnType().asSubclass(Statement.class), statement)
                    : result;
        });
    }

    /**
     * A held head that the signer reaches until it dies, and that tells of every note that was stored, also of one whose
     * signer did not live to learn it.
     */
    HeldHeadStore on(HeldHeadStore store, BiConsumer<@Nullable String, String> stored) {
        return new HeldHeadStore() {
            @Override
            public @Nullable String read() throws IOException {
                step();
                String note = store.read();
                step();
                return note;
            }

            @Override
            public boolean swap(@Nullable String expected, String note) throws IOException {
                step();
                boolean swapped = store.swap(expected, note);
                if (swapped) {
                    stored.accept(expected, note);
                }
                step();
                return swapped;
            }

            @Override
            public boolean begin(String expected, String note, int epoch, String transition) throws IOException {
                step();
                boolean begun = store.begin(expected, note, epoch, transition);
                if (begun) {
                    stored.accept(expected, note);
                }
                step();
                return begun;
            }

            @Override
            public Optional<String> transition(int epoch) throws IOException {
                step();
                return store.transition(epoch);
            }
        };
    }
}
