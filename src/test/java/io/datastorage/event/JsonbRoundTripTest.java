package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What {@code jsonb} keeps of a document, on a real PostgreSQL: everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonbRoundTripTest {
    private static final int DOCUMENTS = 20_000;
    private static final int BATCH = 500;

    private EmbeddedPostgres postgres;
    private Connection connection;

    @BeforeAll
    void connect() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        connection = connection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE documents (number integer PRIMARY KEY, document jsonb NOT NULL)");
        }
    }

    private Connection connection() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    @AfterAll
    void disconnect() throws IOException, SQLException {
        connection.close();
        postgres.close();
    }

    @Test
    void a_document_comes_back_from_jsonb_with_the_same_canonical_bytes() throws SQLException {
        long seed = System.nanoTime();
        var documents = new RandomJson(new Random(seed));
        for (int batch = 0; batch < DOCUMENTS / BATCH; batch++) {
            List<String> before = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                before.add(documents.document().canonical());
            }
            assertThat(throughJsonb(before)).as("seed %d, batch %d", seed, batch).isEqualTo(before);
        }
    }

    @Test
    void numbers_at_the_limits_come_back_from_jsonb() throws SQLException {
        String longest = "9".repeat(CanonicalNumber.MAX_DIGITS - 1) + "7";
        List<String> before = List.of("[1e+400]", "[-1e-400]", "[1e-400]", "[9." + longest.substring(1) + "e+400]",
                "[9." + longest.substring(1) + "e-400]", "[0.000001]", "[1e-7]", "[100000000000000000000]", "[1e+21]",
                "[9007199254740993]", "[1.180591620717411303424e+21]", "[5e-324]", "[0]");
        assertThat(throughJsonb(before)).isEqualTo(before);
    }

    private List<String> throughJsonb(List<String> documents) throws SQLException {
        try (Statement clear = connection.createStatement()) {
            clear.execute("TRUNCATE documents");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO documents VALUES (?, ?::jsonb)")) {
            for (int i = 0; i < documents.size(); i++) {
                insert.setInt(1, i);
                insert.setString(2, documents.get(i));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        List<String> after = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery("SELECT document FROM documents ORDER BY number")) {
            while (rows.next()) {
                byte[] stored = rows.getString(1).getBytes(UTF_8);
                after.add(JsonReader.read(stored, JsonReader.DEFAULT_MAX_DEPTH).canonical());
            }
        }
        return after;
    }
}
