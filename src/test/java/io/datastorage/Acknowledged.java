package io.datastorage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some of the batches that were acknowledged, old ones among them, to be sent again. */
final class Acknowledged {
    private static final int KEPT = 500;

    private final List<Batch> batches = new ArrayList<>();
    private int next;

    synchronized void add(Batch batch) {
        if (batches.size() < KEPT) {
            batches.add(batch);
        } else {
            batches.set(next++ % KEPT, batch);
        }
    }

    synchronized @Nullable Batch any(Random random) {
        return batches.isEmpty() ? null : batches.get(random.nextInt(batches.size()));
    }
}
