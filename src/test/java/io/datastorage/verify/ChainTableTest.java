package io.datastorage.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.verify.ChainTable.Head;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

class ChainTableTest {
    @Test
    void it_knows_the_newest_head_of_each_of_many_chains_also_after_it_was_kept() throws IOException {
        var random = new Random(1);
        var table = new ChainTable(Long.MAX_VALUE);
        Map<String, Head> expected = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            String id = "rr-" + random.nextInt(10_000);
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            var head = new Head(random.nextLong(Long.MAX_VALUE), random.nextLong(), hash);
            table.put(id, head);
            expected.put(id, head);
        }
        check(table, expected);
        var bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        var again = new ChainTable(Long.MAX_VALUE);
        again.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        check(again, expected);
    }

    private static void check(ChainTable table, Map<String, Head> expected) {
        assertThat(table.size()).isEqualTo(expected.size());
        assertThat(table.find("never seen")).isNull();
        expected.forEach((id, head) -> assertThat(table.find(id)).usingRecursiveComparison().isEqualTo(head));
    }

    @Test
    void more_chains_than_it_may_hold_end_it_with_advice() {
        var table = new ChainTable(2);
        table.put("a", new Head(0, 0, new byte[32]));
        table.put("b", new Head(0, 1, new byte[32]));
        table.put("b", new Head(1, 2, new byte[32]));
        assertThatThrownBy(() -> table.put("c", new Head(0, 3, new byte[32]))).isInstanceOf(StoppedException.class)
                .hasMessageContaining("more than 2 chains").hasMessageContaining("-Xmx");
    }
}
