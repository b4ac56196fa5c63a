package io.datastorage.proof;

import io.datastorage.TestDatabase;
import io.datastorage.event.PreparedEvent;
import io.datastorage.ledger.ChainReader;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.RecordCounts;
import io.datastorage.ledger.TestAppends;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** A log on a database, with what signs and checks it, each run by the test when it wants. */
final class CheckedLog {
    private final TestDatabase database;
    private final DataSource source;
    private final @Nullable SigningKeys keys;
    private final Path directory;
    private final LatestCheckpoint latest;
    private Optional<String> mismatch = Optional.empty();

    private CheckedLog(TestDatabase database, DataSource source, @Nullable SigningKeys keys, Path directory,
            LatestCheckpoint latest) {
        this.database = database;
        this.source = source;
        this.keys = keys;
        this.directory = directory;
        this.latest = latest;
    }

    static CheckedLog unsigned(TestDatabase database) {
        return new CheckedLog(database, connection(database), null, database.signing(), new LatestCheckpoint());
    }

    /** An empty log that is signed for the first time, with a key and a held head beside its database. */
    static CheckedLog begun(TestDatabase database) {
        CheckedLog log = signed(database);
        log.sign();
        return log;
    }

    /** A log with the key and the held head that are beside its database. */
    static CheckedLog signed(TestDatabase database) {
        SigningKeys.generate(database.signing(), "log.example.com");
        LatestCheckpoint latest = new LatestCheckpoint();
        latest.expect();
        return new CheckedLog(database, connection(database), SigningKeys.read(database.signing()),
                database.signing(), latest);
    }

    /** One connection for everything: most of a test's time would go into making them. */
    private static SingleConnectionDataSource connection(TestDatabase database) {
        return new SingleConnectionDataSource(database.url(), TestDatabase.APPLICATION,
                String.valueOf(database.settings().get("spring.datasource.password")), true);
    }

    /** A copy of its database as it is now. */
    TestDatabase copy() {
        ((SingleConnectionDataSource) source).resetConnection();
        return database.copy();
    }

    /** The same key, held head and shown checkpoint over other tables. */
    CheckedLog over(DataSource tables) {
        return new CheckedLog(database, tables, keys, directory, latest);
    }

    TestDatabase database() {
        return database;
    }

    boolean isSigned() {
        return keys != null;
    }

    /** How many records the checkpoint covers that is shown. */
    long latestSize() {
        return latest.get().map(LatestCheckpoint.Published::size).orElse(0L);
    }

    /** The same over another database that is appended to as well. */
    CheckedLog on(TestDatabase other) {
        return new CheckedLog(other, connection(other), keys, directory, latest);
    }

    void append(List<PreparedEvent> events) {
        TestAppends.append(database, events);
    }

    /**
     * What the signer does each second.
     *
     * @return why it refuses; empty if it signed or had nothing to sign
     */
    Optional<String> sign() {
        SigningKeys present = Objects.requireNonNull(keys);
        Checkpoints checkpoints = new Checkpoints(source);
        Signer signer = new Signer(new PresentKeys(present), new HeldHeadFile(directory.resolve("held-head")),
                new LogStates(source), new LogTiles(source), checkpoints);
        try {
            if (signer.run(null) instanceof SigningRound.Held(HeldHead head, _)) {
                boolean known = latest.get().stream().anyMatch(shown -> shown.note().equals(head.text()));
                latest.publish(new LatestCheckpoint.Published(head.checkpoint().size(), head.checkpoint().root(),
                        head.text()));
                if (!known) {
                    checkpoints.release(new Checkpoints.Stored(0, head.checkpoint().size(), head.text()));
                }
            }
        } catch (LogMismatchException e) {
            mismatch = Optional.of(Objects.requireNonNull(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mismatch;
    }

    ChainVerifier verifier() {
        return new ChainVerifier(new ChainReader(source), new LogEntries(source), new RecordCounts(source), trees());
    }

    /** The findings of one pass of the self-check. */
    List<LogFinding> pass() {
        return pass(1);
    }

    /** The same, by so many threads with a connection each. */
    List<LogFinding> pass(int threads) {
        List<LogFinding> findings = new ArrayList<>();
        SelfCheckPass pass = new SelfCheckPass.Sources(trees(), new LogInspection(source), new LogEntries(source),
                stored(), threads).begin(findings::add);
        while (!pass.isDone()) {
            pass.step();
        }
        return findings;
    }

    private LogTrees trees() {
        return new LogTrees(new LogStates(source), new LogEntries(source), new LogTiles(source), latest, stored(),
                () -> mismatch);
    }

    private SignedCheckpoints stored() {
        PresentKeys present = null;
        if (keys != null) {
            present = new PresentKeys(keys);
            present.become(keys);
        }
        return new SignedCheckpoints(new Checkpoints(source), present);
    }
}
