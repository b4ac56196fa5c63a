package io.datastorage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code wrk} posts events by one thread over several connections: a program in C, as pgbench on the other side is. */
final class Wrk {
    /** Each body is one of those in the file with a number in its {@code event_data} that no other has. */
    private static final String SCRIPT = """
            local heads, tails = {}, {}
            local base, n = "", 0
            function init(args)
                base = args[2]
                for line in io.lines(args[1]) do
                    local _, open = line:find('"event_data":{', 1, true)
                    heads[#heads + 1] = line:sub(1, open)
                    tails[#tails + 1] = line:sub(open + 1)
                end
                wrk.headers["Content-Type"] = "application/json"
            end
            function request()
                n = n + 1
                local i = n % #heads + 1
                return wrk.format("POST", nil, nil, heads[i] .. '"number":"' .. base .. n .. '",' .. tails[i])
            end
            function done(summary, latency, requests)
                local e = summary.errors
                io.write(string.format("\\nresult %d %d %d\\n", summary.requests, summary.duration,
                        e.connect + e.read + e.write + e.timeout + e.status))
            end
            """;
    private static final Pattern RESULT = Pattern.compile("result ([0-9]+) ([0-9]+) ([0-9]+)");

    private final Path program;
    private int runs;

    private Wrk(Path program) {
        this.program = program;
    }

    /** It, if it is installed. */
    static Optional<Wrk> find() {
        return Programs.find("wrk").map(Wrk::new);
    }

    /**
     * Posts single events for so long.
     *
     * @param events which, in turn
     * @return answers a second
     * @throws IllegalStateException if one was not answered 2xx
     */
    double post(int port, List<String> events, int connections, Duration time)
            throws IOException, InterruptedException {
        Files.createDirectories(Suite.DIRECTORY);
        Path script = Files.writeString(Suite.DIRECTORY.resolve("post.lua"), SCRIPT);
        Path lines = Files.write(Suite.DIRECTORY.resolve("events.ndjson"), events);
        String said = Programs.output(new ProcessBuilder(program.toString(), "--threads=1",
                "--connections=" + connections, "--duration=" + time.toSeconds(), "--script=" + script,
                "http://localhost:" + port + Posts.EVENT, "--", lines.toString(), runs++ + "-"));
        var result = RESULT.matcher(said);
        if (!result.find() || !result.group(3).equals("0")) {
            throw new IllegalStateException(said);
        }
        return Long.parseLong(result.group(1)) * 1e6 / Long.parseLong(result.group(2));
    }
}
