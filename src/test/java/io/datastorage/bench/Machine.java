package io.datastorage.bench;

import com.sun.management.OperatingSystemMXBean;
import io.datastorage.TestDatabase;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What figures were measured on, as far as it matters for them and names nobody's machine. */
final class Machine {
    private static final List<String> SETTINGS = List.of("fsync", "synchronous_commit", "full_page_writes",
            "shared_buffers", "max_wal_size", "wal_sync_method");

    private Machine() {}

    /** Name and value, in the order in which they are shown. */
    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        facts.put("memory", "%d GiB".formatted(Math.round(system.getTotalMemorySize() / (double) (1 << 30))));
        facts.put("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
        facts.put("Java", Runtime.version().toString());
        try (TestDatabase database = TestDatabase.create()) {
            facts.put("PostgreSQL", Databases.setting(database, "server_version"));
            SETTINGS.forEach(name -> facts.put(name, Databases.setting(database, name)));
        }
        return facts;
    }
}
