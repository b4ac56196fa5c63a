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

    /** Has a log go on with so many records in a new epoch; returns the exit code. */
    public static int newEpoch(TestDatabase database, long size) {
        List<String> args = new ArrayList<>(List.of("new-epoch", "--size=" + size, "--decided-by=a test",
                "--reason=to see what follows"));
        database.settings().forEach((name, value) -> args.add("--" + name + "=" + value));
        var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return HeldHeadCommand.run(args, out, LogConfiguration.class);
    }
}
