package io.datastorage;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

class KilledInstanceTest {
    private static final int KILLS = 3;

    @Test
    void an_instance_killed_under_load_loses_nothing_and_stores_nothing_twice() {
        var random = new Random(9);
        var running = new AtomicReference<ServiceProcess>();
        try (var database = TestDatabase.migrated()) {
            running.set(ServiceProcess.on(database));
            try (var clients = Clients.start(8, 20, () -> running.get().api())) {
                for (int kill = 0; kill < KILLS; kill++) {
                    clients.awaitAcknowledged(500 + random.nextInt(2_000));
                    Thread.sleep(random.nextInt(100));
                    running.get().kill();
                    running.set(ServiceProcess.on(database));
                }
                clients.awaitAcknowledged(500);
                clients.stop();
                clients.check(database);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                running.get().close();
            }
        }
    }
}
