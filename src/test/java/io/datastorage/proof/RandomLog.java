package io.datastorage.proof;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.PreparedEvent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small logs of random shape: sizes beside the edges of tiles, several chains, appends and signatures. */
final class RandomLog {
    private static final int[] EDGES = {1, 2, 3, 254, 255, 256, 257, 258, 511, 512, 513, 600};

    private final Random random;
    private final TestDatabase database;
    private final CheckedLog log;
    private final String name;

    RandomLog(long seed) {
        this.random = new Random(seed);
        this.database = TestDatabase.migrated();
        this.log = random.nextInt(4) == 0 ? CheckedLog.unsigned(database) : CheckedLog.begun(database);
        this.name = "chain-" + seed + "-";
    }

    /** A signed one with at least as many records. */
    static RandomLog signed(long seed, int atLeast) {
        RandomLog made = new RandomLog(new Random(seed), CheckedLog.begun(TestDatabase.migrated()), seed);
        made.append(Math.max(atLeast, made.size()));
        made.log.sign();
        return made;
    }

    private RandomLog(Random random, CheckedLog log, long seed) {
        this.random = random;
        this.database = log.database();
        this.log = log;
        this.name = "chain-" + seed + "-";
    }

    /** Goes on in another database, which nothing signs. */
    RandomLog on(TestDatabase other, long seed) {
        return new RandomLog(new Random(~seed), CheckedLog.unsigned(other), seed);
    }

    CheckedLog log() {
        return log;
    }

    /** A number of records, most often at the edge of a tile. */
    int size() {
        return random.nextInt(8) == 0
                ? 0
                : random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(601);
    }

    /** Appends so many in some requests, each by an appender that starts anew, and signs between some of them. */
    void append(int count) {
        int left = count;
        while (left > 0) {
            int some = random.nextInt(3) == 0 ? left : 1 + random.nextInt(left);
            List<PreparedEvent> events = new ArrayList<>();
            for (int i = 0; i < some; i++) {
                events.add(TestEvents.event(chain(random.nextInt(8)),
                        Instant.now().minusSeconds(random.nextInt(100_000)), "received"));
            }
            log.append(events);
            left -= some;
            if (random.nextBoolean() && log.isSigned()) {
                log.sign();
            }
        }
    }

    String chain(int number) {
        return name + number;
    }
}
