package io.datastorage;

import java.util.Locale;
import java.util.Random;

/**
 * How often something is broken, and where: the system property {@code faults.<name>} says the first,
 * {@code faults.seed} the second. Each round prints a line.
 */
public final class Rounds {
    private static final long SEED = Long.getLong("faults.seed", new Random().nextInt(1_000_000));

    private final String name;
    private final int wanted;
    private final Random random = new Random(SEED);
    private final long began = System.nanoTime();

    private Rounds(String name, int wanted) {
        this.name = name;
        this.wanted = wanted;
        System.out.printf("faults.%s: %d rounds, -Dfaults.seed=%d%n", name, wanted, SEED);
    }

    /** So many, unless the system property says another number. */
    public static Rounds of(String name, int few) {
        return new Rounds(name, Integer.getInteger("faults." + name, few));
    }

    /** How many rounds there are. */
    public int wanted() {
        return wanted;
    }

    /** The random numbers of this run. */
    public Random random() {
        return random;
    }

    /** What they come from. */
    public static long seed() {
        return SEED;
    }

    /** Waits at random, at most so long. */
    public void pause(int mostMillis) throws InterruptedException {
        Thread.sleep(random.nextInt(mostMillis));
    }

    /** Tells that a round ended well. */
    public void passed(int round, String what) {
        System.out.printf(Locale.ROOT, "faults.%s: %d of %d, %s (%.1f s)%n", name, round, wanted, what,
                (System.nanoTime() - began) / 1e9);
    }
}
