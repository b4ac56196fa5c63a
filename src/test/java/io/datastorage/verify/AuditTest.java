package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.log.EntryBundle;
import io.datastorage.log.Hashes;
import io.datastorage.log.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A copy of a log, audited as its owner gave it away, and then changed in one place. */
class AuditTest {
    private static final int SIZE = 600;
    private static final TestLog LOG = TestLog.of(SIZE);

    @TempDir
    private Path directory;

    private Verify audit(Path log, Object... more) {
        List<Object> args = new ArrayList<>(List.of("audit", "--key", TestLog.KEY.verifierKey(), log));
        args.addAll(List.of(more));
        return Verify.run(args.toArray());
    }

    private Path log() throws IOException {
        return LOG.write(directory.resolve("log"));
    }

    private Path state() {
        return directory.resolve("state");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 512, 600, 65_536 + 300})
    void a_log_of_any_size_verifies(int size) throws IOException {
        Verify audit = audit(TestLog.of(size).write(directory));
        audit.verifies();
        assertThat(audit.said()).contains("has %,d entries".formatted(size));
    }

    private static void edit(Path bundle, UnaryOperator<List<byte[]>> edit) throws IOException {
        Files.write(bundle,
                EntryBundle.encode(edit.apply(new ArrayList<>(EntryBundle.decode(Files.readAllBytes(bundle))))));
    }

    @Test
    void an_edited_entry_is_named() throws IOException {
        Path log = log();
        edit(log.resolve("tile/entries/001"), entries -> {
            entries.set(44, new String(entries.get(44), UTF_8).replace("rr-", "xx-").getBytes(UTF_8));
            return entries;
        });
        audit(log).doesNot("tile/entries/001, entry 44: log_index 300 is not the entry that was signed");
    }

    @Test
    void a_dropped_entry_is_named() throws IOException {
        Path log = log();
        edit(log.resolve("tile/entries/002.p/88"), entries -> {
            entries.remove(10);
            return entries;
        });
        audit(log).doesNot("tile/entries/002.p/88: it has 87 entries instead of 88");
        log = log();
        edit(log.resolve("tile/entries/000"), entries -> {
            entries.remove(10);
            entries.add(LOG.entries().get(256));
            return entries;
        });
        audit(log).doesNot("tile/entries/000, entry 10: log_index 10 is not");
    }

    @Test
    void swapped_entries_are_named() throws IOException {
        Path log = log();
        edit(log.resolve("tile/entries/000"), entries -> {
            Collections.swap(entries, 100, 101);
            return entries;
        });
        audit(log).doesNot("tile/entries/000, entry 100: log_index 100 is not");
    }

    @Test
    void an_edited_tile_is_named() throws IOException {
        Path log = log();
        flip(log.resolve("tile/0/001"), 77);
        audit(log).doesNot("tile/0/001 is not a tile of the tree of size 600");
        log = log();
        flip(log.resolve("tile/0/002.p/88"), 77);
        audit(log).doesNot("tile/0/002.p/88", "do not give its root");
        log = log();
        flip(log.resolve("tile/1/000.p/2"), 5);
        audit(log).doesNot("tile/1/000.p/2", "do not give its root");
    }

    @Test
    void a_tile_that_is_missing_is_named_and_a_full_one_may_stand_for_a_partial_one() throws IOException {
        Path log = log();
        Files.delete(log.resolve("tile/0/001"));
        audit(log).doesNot("tile/0/001: the log does not have it");
        Path longer = TestLog.of(800).write(directory.resolve("longer"));
        Files.delete(longer.resolve("tile/0/003.p/32"));
        Files.copy(log().resolve("checkpoint"), longer.resolve("checkpoint"), StandardCopyOption.REPLACE_EXISTING);
        Files.write(longer.resolve("tile/1/000.p/2"),
                Arrays.copyOf(Files.readAllBytes(longer.resolve("tile/1/000.p/3")), 64));
        audit(longer).verifies();
    }

    @Test
    void an_edited_checkpoint_and_another_key_are_found() throws IOException {
        Path log = log();
        String note = Files.readString(log.resolve("checkpoint"));
        Files.writeString(log.resolve("checkpoint"), note.replace("\n600\n", "\n599\n"));
        audit(log).doesNot("no given key has signed");
        Files.writeString(log.resolve("checkpoint"),
                LOG.checkpoint(SIZE, SigningKey.generate(TestLog.ORIGIN)));
        audit(log).doesNot("no given key has signed");
    }

    @Test
    void what_the_owner_of_the_key_wrote_wrongly_is_named() throws IOException {
        List<byte[]> entries = new ArrayList<>(LOG.entries());
        entries.remove(300);
        audit(new TestLog(entries).write(directory.resolve("a"))).doesNot("log_index is 301 where 300 is due");
        entries = new ArrayList<>(LOG.entries());
        entries.set(50, new String(entries.get(50), UTF_8).replace("\"v\":1", "\"v\":1,\"x\":1").getBytes(UTF_8));
        audit(new TestLog(entries).write(directory.resolve("b"))).doesNot("tile/entries/000, entry 57",
                "log_index 57 does not name the hash of the record before it in its chain, log_index 50");
    }

    @Test
    void the_next_visit_reads_only_what_is_new() throws IOException {
        audit(log(), "--state", state()).verifies();
        Path longer = TestLog.of(1_300).write(directory.resolve("longer"));
        for (String read : List.of("tile/entries/000", "tile/entries/001", "tile/0/000")) {
            Files.delete(longer.resolve(read));
        }
        Verify audit = audit(longer, "--state", state());
        audit.verifies();
        assertThat(audit.said()).contains("extends the log of size 600", "from log_index 600 on");
        audit(longer, "--state", state()).verifies();
    }

    @Test
    void an_interrupted_audit_goes_on_where_it_was() throws IOException {
        Path log = log();
        var kept = AuditState.beginning(Files.readAllBytes(log.resolve("checkpoint")));
        List<byte[]> read = LOG.entries().subList(0, 300);
        read.forEach(entry -> kept.history().add(Entry.parse(entry), "entries"));
        var frontier = kept.frontier().append(read.stream().map(Hashes::leaf).toList());
        new AuditState(kept.checkpoint(), frontier, kept.history()).write(state());
        Files.delete(log.resolve("tile/entries/000"));
        audit(log, "--state", state()).verifies();
        // Read up to an entry that was not the log's.
        new AuditState(kept.checkpoint(), frontier.append(List.of(Hashes.leaf(new byte[0]))), kept.history())
                .write(state());
        audit(log, "--state", state()).doesNot("rewritten or forked");
    }

    @Test
    void chains_are_followed_from_one_visit_to_the_next() throws IOException {
        audit(log(), "--state", state()).verifies();
        List<byte[]> entries = new ArrayList<>(TestLog.of(700).entries());
        entries.set(605, new String(entries.get(605), UTF_8).replaceFirst("hash\":\"......", "hash\":\"000000")
                .getBytes(UTF_8));
        audit(new TestLog(entries).write(directory.resolve("longer")), "--state", state())
                .doesNot("log_index 605 does not name the hash of the record before it in its chain, log_index 598");
    }

    @Test
    void a_fork_a_rewritten_log_and_a_shorter_one_are_found_by_who_was_there_before() throws IOException {
        List<String> severities = new ArrayList<>(Collections.nCopies(900, "warning"));
        severities.set(590, "info");
        Path forked = TestLog.of(severities).write(directory.resolve("forked"));
        Path shorter = TestLog.of(500).write(directory.resolve("shorter"));
        Path same = TestLog.of(severities.subList(0, SIZE)).write(directory.resolve("same"));
        audit(forked).verifies();
        audit(log(), "--state", state()).verifies();
        byte[] before = Files.readAllBytes(state());
        for (Object[] memory : new Object[][]{{"--state", state()},
                {"--checkpoint", directory.resolve("log/checkpoint")}}) {
            audit(forked, memory).doesNot("does not begin with the one of size 600", "rewritten or forked");
            audit(same, memory).doesNot("rewritten or forked");
            audit(shorter, memory).doesNot("shorter than it was: size 500, after size 600");
        }
        assertThat(Files.readAllBytes(state())).isEqualTo(before);
    }

    @Test
    void a_state_that_is_cut_off_or_changed_is_not_believed() throws IOException {
        audit(log(), "--state", state()).verifies();
        byte[] whole = Files.readAllBytes(state());
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] changed = i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (i % 2 == 1) {
                changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(state(), changed);
            assertThat(audit(directory.resolve("log"), "--state", state()).code()).isNotZero();
        }
    }

    @Test
    void a_saved_copy_audits_as_the_log_did() throws IOException {
        Path copy = directory.resolve("copy");
        Path log = log();
        audit(log, "--save", copy, "--state", state()).verifies();
        audit(copy).verifies();
        audit(log, "--save", directory.resolve("other"), "--state", state())
                .isMisused("other does not hold the entries "
                        + "before log_index 600");
        TestLog.of(1_000).write(log);
        audit(log, "--save", copy, "--state", state()).verifies();
        Verify audit = audit(copy);
        audit.verifies();
        assertThat(audit.said()).contains("has 1,000 entries");
    }

    @Test
    void a_copy_of_what_does_not_verify_gets_no_checkpoint() throws IOException {
        Path log = log();
        flip(log.resolve("tile/entries/001"), 900);
        audit(log, "--save", directory.resolve("copy")).doesNot("tile/entries/001");
        assertThat(directory.resolve("copy/tile/entries/001")).exists();
        assertThat(directory.resolve("copy/checkpoint")).doesNotExist();
    }

    @Test
    void every_changed_bit_of_a_log_is_found() throws IOException {
        Path log = log();
        List<Path> files;
        try (var walk = Files.walk(log)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        var random = new Random(6);
        for (int i = 0; i < 300; i++) {
            Path file = files.get(i % files.size());
            byte[] whole = Files.readAllBytes(file);
            flip(file, random.nextInt(whole.length));
            Verify audit = audit(log);
            assertThat(audit.code()).as("%s: %s", file, audit.said()).isEqualTo(1);
            Files.write(file, whole);
        }
        audit(log).verifies();
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    @Test
    void what_is_not_there_cannot_be_read() {
        audit(directory.resolve("nowhere")).isUnreadable("checkpoint");
        audit(directory).isUnreadable("checkpoint: there is none");
        Verify.run("audit", "--key", TestLog.KEY.verifierKey(), "http://localhost:1/").isUnreadable(
                "http://localhost:1/checkpoint: no connection");
        Verify.run("audit", "--key", TestLog.KEY.verifierKey(), "http://a b").isMisused("no URL");
    }
}
