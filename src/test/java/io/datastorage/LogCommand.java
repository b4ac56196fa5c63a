package io.datastorage;

import io.datastorage.proof.HeldHeadCommand;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The command about the held head, as an operator runs it. */
public final class LogCommand {
    private LogCommand() {}

    /** What it printed and how it ended. */
    public record Ended(int code, String out) {}

    /** Has a log go on with so many records in a new epoch; returns the exit code. */
    public static int newEpoch(TestDatabase database, long size) {
        return run(database, "new-epoch", "--size=" + size, "--decided-by=a test", "--reason=to see what follows")
                .code();
    }

    /** Runs it on a database. */
    public static Ended run(TestDatabase database, String... asked) {
        List<String> args = new ArrayList<>(List.of(asked));
        database.settings().forEach((name, value) -> args.add("--" + name + "=" + value));
        var out = new ByteArrayOutputStream();
        int code = HeldHeadCommand.run(args, new PrintStream(out, true, StandardCharsets.UTF_8),
                LogConfiguration.class);
        return new Ended(code, out.toString(StandardCharsets.UTF_8));
    }
}
