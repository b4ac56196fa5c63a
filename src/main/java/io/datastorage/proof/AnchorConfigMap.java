package io.datastorage.proof;

import io.datastorage.ledger.LatestCheckpoint.Published;

import java.io.IOException;

/**
 * Keeps the newest checkpoint in a Kubernetes ConfigMap. Of several instances that write at once one is late, and writes
 * what is newest at the next interval.
 */
record AnchorConfigMap(HeldHeadConfigMap map) implements Anchor {
    @Override
    public String name() {
        return "config-map";
    }

    @Override
    public void put(Published checkpoint) throws IOException {
        if (!map.swap(map.read(), checkpoint.note())) {
            throw new IOException(map + " was written by somebody else at the same time");
        }
    }

    @Override
    public void close() {
        map.close();
    }
}
