package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.Commitments;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.EntryBundle;
import io.datastorage.log.Hashes;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.SigningKey;
import io.datastorage.log.TestTree;
import io.datastorage.log.Tile;
import io.datastorage.log.TilePath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A log in memory, of records in seven chains, and the files that its owner would give away. */
record TestLog(List<byte[]> entries) {
    static final String ORIGIN = "log.example/test";
    static final SigningKey KEY = SigningKey.generate(ORIGIN);
    private static final int CHAINS = 7;

    /** A log of so many records. */
    static TestLog of(int size) {
        return of(Collections.nCopies(size, "warning"));
    }

    /** A log of one record for each severity, which only its commitment shows. */
    static TestLog of(List<String> severities) {
        List<byte[]> entries = new ArrayList<>();
        Map<Integer, byte[]> heads = new HashMap<>();
        for (int index = 0; index < severities.size(); index++) {
            int chain = index % CHAINS;
            byte[] previous = heads.get(chain);
            byte[] entry = """
                    {"chain_seq":%d,"commitments":{"severity":"%s"},"correlation_id":"rr-%d","event_id":"id-%d","log_index":%d,%s\
                    "recorded_at":"2026-01-07T%02d:%02d:%02d.000000Z","v":1}""".formatted(index / CHAINS,
                    hex(Commitments.commitment(salt(index), quoted(severities.get(index)).getBytes(UTF_8))), chain,
                    index, index,
                    previous == null ? "" : "\"previous_event_hash\":\"" + hex(previous) + "\",", index / 3600,
                    index / 60 % 60,
                    index % 60).getBytes(UTF_8);
            heads.put(chain, Hashes.leaf(entry));
            entries.add(entry);
        }
        return new TestLog(entries);
    }

    private static byte[] salt(int index) {
        return Commitments.fieldSalt(new byte[]{(byte) index, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "severity");
    }

    private static String quoted(String value) {
        return '"' + value + '"';
    }

    int size() {
        return entries.size();
    }

    TestTree tree() {
        return TestTree.of(entries.stream().map(Hashes::leaf).toList());
    }

    /** A checkpoint of the first records. */
    String checkpoint(int size, SigningKey key) {
        String text = new Checkpoint(key.verifierKey().name(), size, tree().root(size)).text();
        return new SignedNote(text, List.of(key.sign(text))).encode();
    }

    /** A line of {@code disclosures.ndjson}. */
    static String disclosure(int index, String severity) {
        return "{\"field\":\"severity\",\"log_index\":%d,\"salt\":\"%s\",\"value\":\"\\\"%s\\\"\"}".formatted(index,
                hex(salt(index)), severity);
    }

    /** A line of {@code proofs.ndjson}. */
    String proof(int index) {
        return "{\"log_index\":%d,\"inclusion_proof\":%s}".formatted(index,
                json(Proofs.inclusion(index, size(), tree())));
    }

    static String json(List<byte[]> hashes) {
        return hashes.stream().map(hash -> '"' + Base64.getEncoder().encodeToString(hash) + '"').toList().toString();
    }

    /** Writes everything that a server of the log has. */
    Path write(Path directory) throws IOException {
        TestTree tree = tree();
        long hashes = size();
        for (int level = 0; hashes > 0; level++, hashes /= Tile.WIDTH) {
            for (long tile = 0; tile * Tile.WIDTH < hashes; tile++) {
                int width = (int) Math.min(Tile.WIDTH, hashes - tile * Tile.WIDTH);
                write(directory, new TilePath.OfHashes(level, tile, width), tree.read(level, tile, width));
                if (level == 0) {
                    int first = (int) tile * Tile.WIDTH;
                    write(directory, new TilePath.OfEntries(tile, width),
                            EntryBundle.encode(entries.subList(first, first + width)));
                }
            }
        }
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("checkpoint"), checkpoint(size(), KEY));
        return directory;
    }

    private static void write(Path directory, TilePath path, byte[] bytes) throws IOException {
        Path file = directory.resolve(path.toString());
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
