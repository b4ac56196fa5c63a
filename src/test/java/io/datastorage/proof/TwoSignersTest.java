package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.TestAppends;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;

/**
 * Two signers with one key and one held head, started at once and killed anywhere; now and then one of them is on a copy
 * of the database that went its own way. The system property {@code signers.rounds} says how often, {@code signers.seed}
 * with which random numbers.
 */
class TwoSignersTest {
    private static final int ROUNDS = Integer.getInteger("signers.rounds", 20);
    private static final long SEED = Long.getLong("signers.seed", 1);
    private static final int LONG_LIFE = 100;
    private static final String START = "";

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final Queue<Swap> swaps = new ConcurrentLinkedQueue<>();
    private int mismatches;
    private int killed;

    /** A note that replaced another. */
    private record Swap(String before, String note) {}

    @Test
    void never_sign_two_roots_for_a_size_nor_a_smaller_size_after_a_larger() throws Exception {
        SigningKeys.generate(directory, "localhost");
        TestDatabase log = TestDatabase.migrated();
        // Empty, it is signed without an operator's confirmation.
        sign(log, Integer.MAX_VALUE);
        TestDatabase copy = log.copy();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                if (random.nextInt(4) > 0) {
                    append(log);
                }
                if (random.nextInt(10) == 0) {
                    copy.close();
                    copy = log.copy();
                }
                if (random.nextInt(3) == 0) {
                    append(copy);
                }
                signAtOnce(log, random.nextInt(2) == 0 ? log : copy);
                if (wentWith(copy, log)) {
                    // The copy was signed first: from now on it is the log.
                    log.close();
                    log = copy;
                    copy = log.copy();
                }
            }
            sign(log, Integer.MAX_VALUE);
            assertThat(released(log)).isSubsetOf(swaps.stream().map(Swap::note).toList());
        } finally {
            log.close();
            copy.close();
        }
        List<Checkpoint> signed = inOrder();
        Map<Long, String> roots = new HashMap<>();
        for (int i = 0; i < signed.size(); i++) {
            Checkpoint checkpoint = signed.get(i);
            assertThat(checkpoint.size()).isGreaterThanOrEqualTo(i == 0 ? 0 : signed.get(i - 1).size());
            String text = checkpoint.text();
            assertThat(roots.putIfAbsent(checkpoint.size(), text)).isIn(null, text);
        }
        System.out.printf(
                "%d rounds, seed %d: %d checkpoints, %d signers killed, %d refused a log that was not theirs%n",
                ROUNDS, SEED, signed.size(), killed, mismatches);
        assertThat(signed).hasSizeGreaterThan(ROUNDS / 4);
        assertThat(mismatches).isPositive();
        assertThat(killed).isGreaterThan(ROUNDS / 4);
    }

    private void append(TestDatabase database) {
        TestAppends.append(database, IntStream.rangeClosed(0, random.nextInt(5))
                .mapToObj(_ -> TestEvents.event("c-" + random.nextInt(3))).toList());
    }

    private void signAtOnce(TestDatabase first, TestDatabase second) throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        int[] lives = {1 + random.nextInt(LONG_LIFE), 1 + random.nextInt(LONG_LIFE)};
        Thread other = Thread.ofPlatform().start(() -> {
            await(together);
            sign(second, lives[1]);
        });
        await(together);
        sign(first, lives[0]);
        other.join();
    }

    private void sign(TestDatabase database, int life) {
        Lifetime lifetime = new Lifetime(life);
        var connections = lifetime.on(database.application());
        Checkpoints checkpoints = new Checkpoints(connections);
        SigningKeys keys = SigningKeys.read(directory);
        Signer signer = new Signer(new PresentKeys(keys), lifetime.on(new HeldHeadFile(directory.resolve("held-head")),
                (before, note) -> swaps.add(new Swap(before == null ? START : before, note))),
                new LogStates(connections), new LogTiles(connections), checkpoints);
        try {
            HeldHead held = null;
            for (int i = 0; i < 3; i++) {
                if (signer.run(held) instanceof SigningRound.Held(HeldHead head, _)) {
                    held = head;
                    checkpoints.release(new Checkpoints.Stored(0, head.checkpoint().size(), head.text()));
                }
            }
        } catch (LogMismatchException e) {
            synchronized (this) {
                mismatches++;
            }
        } catch (Lifetime.Killed e) {
            synchronized (this) {
                killed++;
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Whether the held head is of a log that only the copy is. */
    private boolean wentWith(TestDatabase copy, TestDatabase log) throws Exception {
        String text = new HeldHeadFile(directory.resolve("held-head")).read();
        return text != null && fits(copy, text) && !fits(log, text);
    }

    private boolean fits(TestDatabase database, String text) {
        try {
            HeldHead.read(text, SigningKeys.read(directory)).requireBeginningOf(
                    new LogStates(database.application()).newest(), new LogTiles(database.application()));
            return true;
        } catch (LogMismatchException e) {
            return false;
        }
    }

    private static List<String> released(TestDatabase database) {
        return new Checkpoints(database.application()).newest(Integer.MAX_VALUE).stream()
                .map(Checkpoints.Stored::note).toList();
    }

    /** The signed checkpoints, each after the one that it replaced. */
    private List<Checkpoint> inOrder() {
        Map<String, String> next = new HashMap<>();
        swaps.forEach(swap -> assertThat(next.put(swap.before(), swap.note())).as("twice after one note").isNull());
        List<Checkpoint> order = new ArrayList<>();
        for (String note = next.get(START); note != null; note = next.get(note)) {
            order.add(Checkpoint.parse(SignedNote.parse(note).text()));
        }
        assertThat(order).hasSameSizeAs(swaps);
        return order;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
