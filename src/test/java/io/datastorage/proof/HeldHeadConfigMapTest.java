package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.KubernetesApi;
import io.datastorage.KubernetesApi.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Map;

/** What is unlike a healthy API server. */
class HeldHeadConfigMapTest {
    private static final String NAME = "held";

    @TempDir
    private Path directory;
    private KubernetesApi api;
    private HeldHeadConfigMap store;

    @BeforeEach
    void start() {
        api = new KubernetesApi().around(directory);
        api.create("platform", NAME, Map.of());
        store = HeldHeadConfigMap.inCluster(null, NAME);
    }

    @AfterEach
    void stop() {
        store.close();
        api.close();
    }

    @Test
    void an_empty_config_map_holds_nothing_and_then_what_was_swapped_in() throws IOException {
        assertThat(store.read()).isNull();
        assertThat(store.swap(null, "one\n")).isTrue();
        assertThat(store.swap("one\n", "two\n")).isTrue();
        assertThat(store.read()).isEqualTo("two\n").isEqualTo(api.data("platform", NAME, HeldHeadConfigMap.KEY));
    }

    @Test
    void only_the_expected_note_is_replaced() throws IOException {
        assertThat(store.swap("one\n", "two\n")).isFalse();
        assertThat(store.swap(null, "one\n")).isTrue();
        assertThat(store.swap(null, "two\n")).isFalse();
        assertThat(store.read()).isEqualTo("one\n");
    }

    @Test
    void an_epoch_begins_with_its_transition_or_not_at_all() throws IOException {
        store.swap(null, "one\n");
        assertThat(store.begin("other\n", "two\n", 1, "transition\n")).isFalse();
        assertThat(store.transition(1)).isEmpty();
        api.fail("PUT", Fault.FAILED);
        assertThatThrownBy(() -> store.begin("one\n", "two\n", 1, "transition\n")).isInstanceOf(IOException.class);
        api.fail("PUT", Fault.NONE);
        assertThat(store.transition(1)).isEmpty();
        assertThat(store.begin("one\n", "two\n", 1, "transition\n")).isTrue();
        assertThat(store.read()).isEqualTo("two\n");
        assertThat(store.swap("two\n", "three\n")).isTrue();
        assertThat(store.transition(1)).contains("transition\n");
        assertThat(store.transition(2)).isEmpty();
    }

    @Test
    void it_is_in_the_pods_namespace_unless_another_is_set() throws IOException {
        api.create("audit", NAME, Map.of(HeldHeadConfigMap.KEY, "theirs\n"));
        try (var other = HeldHeadConfigMap.inCluster("audit", NAME)) {
            assertThat(other.read()).isEqualTo("theirs\n");
        }
        assertThat(store.read()).isNull();
    }

    @Test
    void a_config_map_that_was_deleted_does_not_pass_for_an_empty_one() {
        api.delete("platform", NAME);
        assertThatThrownBy(store::read).isInstanceOf(IOException.class)
                .hasMessage("ConfigMap platform/held does not exist");
        assertThatThrownBy(() -> store.swap(null, "one\n")).isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_failed_read_is_an_io_exception_and_the_next_one_is_not(Fault fault) throws IOException {
        store.swap(null, "one\n");
        api.fail("GET", fault);
        assertThatThrownBy(store::read).isInstanceOf(IOException.class)
                .hasMessageContaining("ConfigMap platform/held cannot be read");
        assertThatThrownBy(() -> store.swap("one\n", "two\n")).isInstanceOf(IOException.class);
        api.fail("GET", Fault.NONE);
        assertThat(store.read()).isEqualTo("one\n");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_failed_write_is_an_io_exception_and_is_not_repeated(Fault fault) throws IOException {
        api.fail("PUT", fault);
        int before = api.requests();
        assertThatThrownBy(() -> store.swap(null, "one\n")).isInstanceOf(IOException.class)
                .hasMessageContaining("ConfigMap platform/held was perhaps not written");
        assertThat(api.requests()).as("one GET and one PUT").isEqualTo(before + 2);
        boolean stored = fault != Fault.FAILED && fault != Fault.FORBIDDEN;
        assertThat(store.read()).isEqualTo(stored ? "one\n" : null);
    }

    @Test
    void a_token_that_kubernetes_rotated_is_read_again() throws IOException {
        store.read();
        api.rotate("second");
        assertThat(store.swap(null, "one\n")).isTrue();
        api.rotate("third");
        assertThat(store.read()).isEqualTo("one\n");
    }

    @Test
    void an_api_server_that_is_gone_is_an_io_exception() {
        api.stop();
        assertThatThrownBy(store::read).isInstanceOf(IOException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void an_interrupted_signer_ends() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(store::read).isInstanceOf(ClosedByInterruptException.class);
    }
}
