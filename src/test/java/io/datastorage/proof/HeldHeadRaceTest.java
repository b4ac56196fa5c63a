package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Against an API server that others wrote. */
@Timeout(300)
class HeldHeadRaceTest {
    private static final int ROUNDS = 500;
    /** Kept, so that it stays quiet: it tells of each request. */
    private static final Logger CHATTER = Logger.getLogger(MockWebServer.class.getName());

    @Test
    void of_two_who_swap_at_once_exactly_one_does() throws Exception {
        var server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(),
                new KubernetesCrudDispatcher(), false);
        CHATTER.setLevel(Level.OFF);
        server.init();
        try (KubernetesClient one = server.createClient();
                KubernetesClient other = server.createClient();
                var threads = Executors.newFixedThreadPool(2)) {
            one.resource(new ConfigMapBuilder().withNewMetadata().withName("held").endMetadata().build()).create();
            List<HeldHeadStore> stores = List.of(new HeldHeadConfigMap(one, null, "held"),
                    new HeldHeadConfigMap(other, null, "held"));
            CyclicBarrier together = new CyclicBarrier(2);
            @Nullable
            String held = null;
            for (int round = 0; round < ROUNDS; round++) {
                String expected = held;
                List<String> notes = List.of(round + " one\n", round + " other\n");
                List<Callable<Boolean>> swaps = List.of(
                        () -> swap(together, stores.getFirst(), expected, notes.getFirst()),
                        () -> swap(together, stores.getLast(), expected, notes.getLast()));
                List<Future<Boolean>> swapped = threads.invokeAll(swaps);
                boolean first = swapped.getFirst().get();
                assertThat(first).as("round " + round).isNotEqualTo(swapped.getLast().get());
                held = first ? notes.getFirst() : notes.getLast();
                assertThat(stores.getFirst().read()).isEqualTo(held);
            }
        } finally {
            server.destroy();
        }
    }

    private static boolean swap(CyclicBarrier together, HeldHeadStore store, @Nullable String expected, String note)
            throws Exception {
        together.await();
        return store.swap(expected, note);
    }
}
